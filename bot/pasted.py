"""An e-mail as somebody pastes it: its head, as programs of seven languages show it, and its words. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENDER = ("from", "de", "от", "от кого", "发件人", "من")
_SUBJECT = ("subject", "objet", "asunto", "assunto", "тема", "主题", "الموضوع")
_OTHER = (
    "to", "cc", "bcc", "date", "sent", "reply-to", "à", "a", "para", "envoyé", "enviado", "fecha", "data", "cci", "cco",
    "кому", "копия", "дата", "отправлено", "收件人", "抄送", "日期", "发送时间", "إلى", "نسخة", "التاريخ",
)  # fmt: skip
_LINE = re.compile(r"\s*([^\W\d_][\w \-]{0,20}?)\s*[:：]\s*(.*)")
_REPLY = re.compile(r"\s*(?:(?:re|fw|fwd|tr|rv|enc|res|aw|wg|отв|答复|转发|رد)\s*[:：]\s*)+", re.IGNORECASE)
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


@dataclass(frozen=True, slots=True)
class Mail:
    """What a pasted text says of itself; "" for what it does not."""

    name: str
    address: str
    subject: str
    """Without "Re:" and its like."""
    body: str


def read(text: str) -> Mail:
    """A text without a head is all body."""
    lines = text.replace("\r\n", "\n").strip().split("\n")
    head: dict[str, str] = {}
    used = 0
    for used, line in enumerate(lines):  # noqa: B007 - where the head ends is used below.
        match = _LINE.fullmatch(line)
        key = match[1].casefold() if match else ""
        if match is None or key not in (*_SENDER, *_SUBJECT, *_OTHER):
            break
        head.setdefault(key, match[2].strip())
    else:
        used = len(lines)
    sender = next((head[key] for key in _SENDER if key in head), "")
    subject = next((head[key] for key in _SUBJECT if key in head), "")
    address = _ADDRESS.search(sender)
    name = _ADDRESS.sub("", sender).strip(" \t\"'<>[]()«»“”")
    body = "\n".join(lines[used:]).strip()
    return Mail(name, address[0] if address else "", _REPLY.sub("", subject, count=1).strip(), body)
