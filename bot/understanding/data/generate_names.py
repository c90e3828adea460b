"""Writes names.json beside itself: what each Party is called in the seven languages, and its currency.

Source: Babel's copy of the Unicode CLDR (names of territories and languages, currencies in tender); the United
Nations names come from dialogs/vocabularies/data/parties.json. Run it again after either changes.
"""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import babel
from babel import Locale
from babel.numbers import get_territory_currencies

from dialogs.vocabularies.parties import PARTIES

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")
SPOKEN = """
en fr es pt ar ru zh sw am ha yo ig rw mg sn zu xh af so om ti ln wo bm ff mos km lo th vi id ms
my ne bn hi ur ta si tl tet to sm fj mi bi tpi ht qu ay gn nah kk ky uz tg tk mn hy ka az tr fa ps
ku he el sq sr hr bs mk bg ro hu pl cs sk sl uk be lt lv et fi sv da nb no de nl it mt is ga ja
ko ny st tn ts ss lg rn kg sg dz dv mh na pau gil ty
""".split()  # noqa: SIM905 -- a hundred codes read better in three lines
"""ISO 639 codes of languages that help is asked in, where the CLDR names them."""


def main() -> None:
    locales = {language: Locale.parse(language) for language in LANGUAGES}
    today = datetime.date.today()  # noqa: DTZ011 -- currencies change by year
    countries = {
        iso2: {
            "names": {
                language: sorted(
                    {
                        locale.territories[iso2],
                        *(name for code, name in PARTIES[iso2].names if code == language),
                    }
                )
                for language, locale in locales.items()
                if iso2 in locale.territories
            },
            "currency": (get_territory_currencies(iso2, today, tender=True) or [""])[-1],
        }
        for iso2 in PARTIES
        if iso2 != "EU"
    }
    languages = {
        code: sorted({locale.languages[code] for locale in locales.values() if code in locale.languages})
        for code in SPOKEN
    }
    page = {
        "source": f"Unicode CLDR as shipped with Babel {babel.__version__}",
        "countries": countries,
        "languages": languages,
    }
    Path(__file__).with_name("names.json").write_text(
        json.dumps(page, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
