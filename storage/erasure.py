"""Erasing: words, answers, documents and links go; a sent request leaves its code, its dates and its country."""

from __future__ import annotations

import json
from collections.abc import Sequence

from storage import attachments
from storage.connection import Connection
from storage.desk import cases, ending, takeback


def erase(db: Connection, conversation: int, position: int) -> None:
    """Everything told and said in a conversation, which itself stays to say that it is done.

    A message that came after `position`, where the person asked for it, and is not answered yet is a new beginning:
    it stays. What the desk did meanwhile is of the case that goes, and goes with it.

    What the person sent remains as empty rows with the platform's own ids, so that a late redelivery of an erased
    message is still known and not taken for a new one.
    """
    db.run("DELETE FROM message WHERE conversation = ? AND direction = 'out'", (conversation,))
    db.run(
        """
        UPDATE message SET status = 'erased', kind = '', text = '', tap = '', language = '', why = '', about = '',
               asked = '', attachments = ''
        WHERE conversation = ? AND NOT (status = 'received' AND position > ? AND kind <> 'desk')
        """,
        (conversation, position),
    )
    db.run("UPDATE conversation SET state = '', asked_at = 0 WHERE id = ?", (conversation,))
    _erase_what_hangs_on(db, conversation)


def blot(db: Connection, conversation: int, blots: Sequence[tuple[str, str]]) -> None:
    """Words of a person leave the messages, notes and cases of a conversation; what else was said stays.

    Our own messages and the notes are JSON, in which a quotation mark or a line break is written otherwise.
    """
    for words, instead in blots:
        for was in dict.fromkeys((words, json.dumps(words, ensure_ascii=False)[1:-1])):
            takeback.blot(db, conversation, was)
            db.run(
                "UPDATE message SET text = replace(text, ?, ?) WHERE conversation = ? AND text <> ''",
                (was, instead, conversation),
            )
            db.run("UPDATE note SET body = replace(body, ?, ?) WHERE conversation = ?", (was, instead, conversation))
            ending.blot(db, conversation, was, instead)
    db.shred()


def erase_whole(db: Connection, conversation: int) -> None:
    """The same, and not even the conversation stays."""
    _erase_what_hangs_on(db, conversation)
    db.run("DELETE FROM message WHERE conversation = ?", (conversation,))
    db.run("DELETE FROM conversation WHERE id = ?", (conversation,))


def _erase_what_hangs_on(db: Connection, conversation: int) -> None:
    db.run(
        "INSERT INTO index_task (document) SELECT id FROM document WHERE conversation = ? ORDER BY id", (conversation,)
    )
    db.run("DELETE FROM document WHERE conversation = ?", (conversation,))
    db.run("DELETE FROM note WHERE conversation = ?", (conversation,))
    db.run("DELETE FROM secret WHERE conversation = ?", (conversation,))
    db.run("DELETE FROM attachment WHERE conversation = ?", (conversation,))
    db.run(
        """
        UPDATE request SET body = '', title = '', language = '', visibility = 'desk', conversation = NULL
        WHERE conversation = ?
        """,
        (conversation,),
    )
    takeback.forget(db, cases.of_conversation(db, conversation))
    ending.forget(db, conversation)
    attachments.forget_unread(db, conversation)
    db.shred()
