"""What others did: hits while people talk, and answers to questions asked on the way."""

from __future__ import annotations

from dialogs.answers import Answer
from dialogs.asking import Step, again
from dialogs.effects import Effect, Judge, KeepQuery, Retrieve, Say, Show, ShowMore
from dialogs.events import CASES, Action, Hit, Retrieved
from dialogs.form import Form
from dialogs.state import Phase, State, replace, where
from dialogs.taking import after_taking

SHOWN = 12
"""Documents remembered as shown; more would only make the state grow."""


def retrieved(form: Form, state: State, found: Retrieved) -> Step:
    """The search answered: show what is new and close enough, then go on."""
    waiting, state = state.waiting, replace(state, waiting="")
    if not (waiting in ("similar", "asked") or waiting.startswith("question: ")):
        return Step(state)
    if waiting.startswith("question: "):
        return _answer(form, state, waiting.removeprefix("question: "), found)
    hits = tuple(h for h in found.hits if h.document not in state.dismissed)[:3]
    asked_for = waiting == "asked"
    fresh = hits if asked_for else tuple(h for h in hits if h.document not in state.shown)
    first: list[Effect] = []
    if not found.available:
        first.append(Say("search-down"))
    elif fresh:
        state = _seen(state, fresh)
        first += [Say("hits-intro", {"n": len(fresh)}), Show(fresh)]
    elif asked_for or state.asked == form.fields[0].key:  # A later search of our own that finds nothing is no news.
        first.append(Say("no-more-hits" if state.shown else "no-hits"))
    if asked_for:
        return again(form, state, *first)
    return after_taking(form, state.asked, state, first)


def _answer(form: Form, state: State, question: str, found: Retrieved) -> Step:
    """A question is answered with a source or kept for the desk; then back to the open question, if there is one."""
    effects: tuple[Effect, ...]
    if found.hits:
        best = _cited(found) or found.hits[:1]
        intro = Say("answer-from-sources", {"text": _told(found, best)}) if found.lines else Say("answer-intro")
        effects = (intro, Show(best))
        state = _seen(state, tuple(hit for hit in best if hit.kind in CASES))
    else:
        state = replace(state, kept=True)
        effects = (KeepQuery(question), Say("query-kept" if found.available else "search-down"))
    if not state.answers and state.phase is Phase.ASKING:
        return Step(state, (*effects, Say("question-alone")))
    return again(form, state, *effects)


def _cited(found: Retrieved) -> tuple[Hit, ...]:
    """The hits an answer rests on, in the order of their first citation."""
    ids = dict.fromkeys(document for line in found.lines for document in line.documents)
    return tuple(hit for id in ids for hit in found.hits if hit.document == id)


def _told(found: Retrieved, sources: tuple[Hit, ...]) -> str:
    """The lines, each with the titles of what it rests on."""
    titles = {hit.document: hit.title for hit in sources}
    return "\n".join(
        f"{line.text} [{'; '.join(titles[document] for document in line.documents if document in titles)}]"
        for line in found.lines
    )


def similar(form: Form, state: State) -> Step:
    """The person asks what others did."""
    told = [state.answers.get(key) for key in ("problem_statement", "first_words")]
    query = next((h.value for h in told if isinstance(h, Answer) and isinstance(h.value, str)), "")
    if not query:
        return again(form, state, Say("nothing-to-compare"))
    return Step(replace(state, waiting="asked"), (Retrieve(query, "similar", where(state), state.dismissed),))


def on_hit(form: Form, state: State, document: str, action: Action) -> Step:
    """Tell more, use as an example, or never show again."""
    match action:
        case "more":
            return again(form, state, ShowMore(document))
        case "example":
            return again(form, state, Judge(document, "example"), Say("example-used"))
        case _:
            dismissed = (*(d for d in state.dismissed if d != document), document)[-SHOWN:]
            return again(
                form, replace(state, dismissed=dismissed), Judge(document, "not-relevant"), Say("not-relevant-kept")
            )


def unnamed(form: Form, state: State, action: Action) -> Step:
    """Something is to be done with a case, we cannot tell which: what is named next is the one."""
    if not state.listed:
        return again(form, state, Say("no-case-shown"))
    return again(form, replace(state, choosing=action), Say("which-case"))


def _seen(state: State, hits: tuple[Hit, ...]) -> State:
    new = tuple(h.document for h in hits if h.document not in state.shown)
    listed = tuple(h.document for h in hits) or state.listed
    return replace(state, shown=(*state.shown, *new)[-SHOWN:], listed=listed)
