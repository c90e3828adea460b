"""Take out what identifies a person or an exact place before anything is indexed; hold back what needs consent."""

from __future__ import annotations

import re
from dataclasses import replace

from knowledge.port import Document

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LABELLED_PHONE = re.compile(
    r"(?i)\b(tel|tél|télé?phone|phone|mobile|cell?|cel|telefono|teléfono|telefone|whatsapp|gsm|fax|тел|телефон|电话|手机|هاتف|جوال)"
    r"([.:：\s]*)\+?\(?\d[\d\s().\-/]{4,}\d"
)
_INTERNATIONAL_PHONE = re.compile(r"(?<![\w.])(?:\+|00)\d(?:[\s().-]{0,2}\d){6,13}(?![\w])")
_DEGREES = re.compile(
    r"""\d{1,3}(?:[.,]\d+)?\s*[°º](?:\s*\d{1,2}(?:[.,]\d+)?\s*['′’])?(?:\s*\d{1,2}(?:[.,]\d+)?\s*(?:["″”]|''))?\s*(?:[NSEWO]\b|nord|sud|est|ouest)""",
    re.IGNORECASE,
)
_DECIMALS = re.compile(r"(?<![\d.])[-+]?\d{1,3}\.\d{3,}\s*[,;/ ]\s*[-+]?\d{1,3}\.\d{3,}(?![\d.])")
_PERSON_LINE = re.compile(
    r"(?im)^[ \t]*(?:(?:contact|focal|responsible)?\s*(?:name|person|officer|point)|contact|prepared by|submitted by|"
    r"nom(?: et prénoms?)?|prénoms?|personne[- ]contact|préparé par|soumis par|nombre|persona de contacto|"
    r"preparado por|nome|pessoa de contato|имя|ф\.?и\.?о\.?|контакт\w*|"
    r"姓名|联系人|الاسم|جهة الاتصال)[ \t]*[:：][^\n]*$"
)
_TITLED_NAME = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|Prof|Mme|Mlle|Sr|Sra|Dra|Eng|Ing)\b\.?\s+(?:[A-ZÀ-ÖØ-Þ][\w'’-]+|[A-Z]\.)(?:\s+(?:[A-ZÀ-ÖØ-Þ][\w'’-]+|[A-Z]\.|de|da|van|bin|al))*"
)


def redact(text: str) -> str:
    """The text with "[e-mail]", "[phone]", "[coordinates]" and "[name]" in place of what they stand for.

    Names are known by a title ("Dr ...") or by a line that announces one ("Contact: ..."); a bare name stays.
    Redacting twice changes nothing.
    """
    text = _PERSON_LINE.sub("[name]", text)
    text = _MAIL.sub("[e-mail]", text)
    text = _DEGREES.sub("[coordinates]", text)
    text = _DECIMALS.sub("[coordinates]", text)
    text = _LABELLED_PHONE.sub(r"\1\2[phone]", text)
    text = _INTERNATIONAL_PHONE.sub("[phone]", text)
    return _TITLED_NAME.sub("[name]", text)


def redacted(document: Document) -> Document:
    """The document as it may be indexed: title, text and facets redacted; the source stays, it is public."""
    facets = {key: redact(value) for key, value in document.facets.items()}
    return replace(document, title=redact(document.title), text=redact(document.text), facets=facets)


def withheld(document: Document) -> bool:
    """True for traditional knowledge without recorded consent: it is neither indexed nor shown.

    The facet "traditional_knowledge" is "yes" where it is held; "consent" says who agreed, when, and to what.
    """
    return document.facets.get("traditional_knowledge") == "yes" and not document.facets.get("consent", "").strip()
