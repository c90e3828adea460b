"""Allowances and text, by themselves."""

from __future__ import annotations

import pytest

from bot.adapters.web.text import linked, named
from bot.allowance import CROWD, Allowance, neighbourhood


def test_an_allowance_refills_evenly() -> None:
    """Two a minute: two at once, then one every thirty seconds."""
    now = [0.0]
    allowance = Allowance(2, 60, clock=lambda: now[0])
    assert [allowance.take("a") for _ in range(3)] == [0, 0, 30]
    assert allowance.take("b") == 0
    now[0] = 29.0
    assert allowance.take("a") == 1
    now[0] = 31.0
    assert [allowance.take("a"), allowance.take("a") > 0] == [0, True]


def test_a_crowd_is_forgotten_once_it_is_idle() -> None:
    """Keys with a full allowance are not kept, so that visitors do not fill the memory."""
    now = [0.0]
    allowance = Allowance(1, 60, clock=lambda: now[0])
    for n in range(CROWD + 1):
        allowance.take(str(n))
    now[0] = 61.0
    allowance.take("one more")
    assert len(allowance._left) == 1


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_one_customer_is_one_address(address: str, counted: str) -> None:
    """The many IPv6 addresses of one connection count as one."""
    assert neighbourhood(address) in (counted, "::ffff:c633:6407" if "ffff" in address else counted)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("see https://x.org/a(b).", 'see <a href="https://x.org/a(b)" rel="noopener noreferrer" target="_blank">https://x.org/a(b)</a>.'),
        ("(https://x.org/?a=1&b=2)", '(<a href="https://x.org/?a=1&amp;b=2" rel="noopener noreferrer" target="_blank">https://x.org/?a=1&amp;b=2</a>)'),
        ("javascript:alert(1) ftp://x", "javascript:alert(1) ftp://x"),
        ('https://x.org/"onmouseover="x', '<a href="https://x.org/" rel="noopener noreferrer" target="_blank">https://x.org/</a>&#34;onmouseover=&#34;x'),
        ("Its code is KUMA-4827. <b>", 'Its code is <b class="code">KUMA-4827</b>. &lt;b&gt;'),
        ("https://x.org/KUMA-4827", '<a href="https://x.org/KUMA-4827" rel="noopener noreferrer" target="_blank">https://x.org/KUMA-4827</a>'),
        ("red \x1b[31m\x00alert\nnext", "red [31malert\nnext"),
    ],
)  # fmt: skip
def test_text_becomes_html_and_addresses_links(text: str, html: str) -> None:
    """Everything is escaped; only http and https addresses become links, without the punctuation around them."""
    assert str(linked(text)) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("Case study, 2013, https://example.org/a.", ("https://example.org/a", "Case study, 2013")),
        ("Plan (https://example.org/p), part 2", ("https://example.org/p", "Plan, part 2")),
        ("https://www.example.org/long/way", ("https://www.example.org/long/way", "example.org")),
        ("A & B, http://example.org", ("http://example.org", "A &amp; B")),
    ],
)
def test_a_source_is_a_link_under_its_own_name(source: str, html: tuple[str, str]) -> None:
    """The address is where the link leads, not what is read; without a name it is the host."""
    address, name = html
    assert named(source) == f'<a href="{address}" rel="noopener noreferrer" target="_blank">{name}</a>'


def test_a_source_without_an_address_stays_text() -> None:
    """Nothing to follow, nothing to escape from."""
    assert named("A book <1999>") == "A book &lt;1999&gt;"
