"""A case that the desk opened and nobody confirmed as theirs, erased by the desk: there is nobody else to say so."""

from __future__ import annotations

from storage.connection import Connection
from storage.desk import accounts, cases, ending, takeback
from storage.desk.port import Case, Erasing, NotNow, Outpaced, View
from storage.work import alone


@alone("desk")
def erase(db: Connection, erasing: Erasing) -> Case:
    """See `DeskStorage.erase`."""
    case = cases.locked(db, erasing.case)
    if case.erased:
        return case
    if not case.unconfirmed:
        raise NotNow("theirs")
    if case.acts != erasing.seen:
        raise Outpaced(cases.last_act(db, case.id))
    takeback.forget(db, [case.id])
    ending.end(db, [case.id])
    accounts.note(db, View(erasing.by, "erased", case.id, erasing.at))
    db.shred()
    return cases.read(db, case.id)
