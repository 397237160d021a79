"""The gate's own pages as HTML, Korean first, English below; jinja2 escapes every value."""

from __future__ import annotations

from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined

BASE = """<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{% block title %}{% endblock %}</title><style>
:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,"Noto Sans KR","Apple SD Gothic Neo","Malgun Gothic",sans-serif;margin:0;
background:Canvas;color:CanvasText}
main{max-width:42rem;margin:8vh auto;padding:0 1.25rem}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .5rem}
section+section{margin-top:2.5rem;padding-top:1.5rem;border-top:1px solid #8886}
table{border-collapse:collapse;width:100%;margin:1rem 0}
th,td{text-align:left;vertical-align:top;padding:.4rem .75rem .4rem 0;border-bottom:1px solid #8884}
th{font-weight:600;white-space:nowrap;width:8rem}
code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}
.mark{display:inline-block;background:#b3261e;color:#fff;border-radius:.3rem;padding:0 .5rem;font-size:.85rem}
</style></head><body><main>{% block body %}{% endblock %}</main></body></html>
"""

FACTS = """{% macro row(name, value) %}
{% if value %}<tr><th>{{ name }}</th><td>{{ value }}</td></tr>{% endif %}{% endmacro %}
{% macro kinds(name, lang, times) %}{% if found %}<tr><th>{{ name }}</th><td>
{% for f in found %}<div>{{ f.ko if lang == "ko" else f.en }} {{ f.count }}{{ times }}
{% for mask in f.masks %}<code>{{ mask }}</code> {% endfor %}</div>{% endfor %}</td></tr>{% endif %}{% endmacro %}
"""

POLICY = (
    """{% extends "base" %}{% block title %}전송 차단 · Transfer blocked{% endblock %}{% block body %}"""
    + FACTS
    + """<section lang="ko"><p class="mark">관문 · Gwanmun</p><h1>조직의 정책에 따라 전송이 차단되었습니다</h1>
<p>보내려던 내용은 <b>{{ recipient.ko or host }}</b>에 전달되지 않았습니다.</p><table>
{{ row("이유", reason.ko) }}{{ row("근거", reason.why_ko) }}
{{ kinds("발견된 정보", "ko", "건") }}{{ row("받는 곳", recipient.ko) }}{{ row("주소", host) }}
{{ row("국가", country.ko) }}{{ row("읽지 못한 부분", unreadable) }}
{{ row("규칙", rule) }}{{ row("정책 버전", policy) }}
{{ row("비고", note) }}{{ row("문의", contact) }}{{ row("식별 번호", id) }}</table></section>
<section lang="en"><h1>Your organisation's policy stopped this transfer</h1>
<p>What you were about to send did not reach <b>{{ recipient.en or host }}</b>.</p><table>
{{ row("Reason", reason.en) }}{{ row("Basis", reason.why_en) }}
{{ kinds("Found", "en", "×") }}{{ row("Recipient", recipient.en) }}{{ row("Host", host) }}
{{ row("Country", country.en) }}{{ row("Not readable", unreadable) }}{{ row("Rule", rule) }}{{ row("Policy", policy) }}
{{ row("Note", note) }}{{ row("Ask", contact) }}{{ row("Id", id) }}</table></section>{% endblock %}
"""
)

FAILURE = (
    """{% extends "base" %}{% block title %}연결 실패 · Service not reached{% endblock %}{% block body %}"""
    + FACTS
    + """<section lang="ko"><p class="mark">관문 · Gwanmun</p><h1>서비스에 연결하지 못했습니다</h1><table>
{{ row("주소", host) }}{{ row("이유", note) }}{{ row("문의", contact) }}{{ row("식별 번호", id) }}</table></section>
<section lang="en"><h1>The service could not be reached</h1><table>
{{ row("Host", host) }}{{ row("Why", note) }}{{ row("Ask", contact) }}{{ row("Id", id) }}</table></section>
{% endblock %}
"""
)

UNJUDGED = (
    """{% extends "base" %}{% block title %}검사 실패 · Not judged{% endblock %}{% block body %}"""
    + FACTS
    + """<section lang="ko"><p class="mark">관문 · Gwanmun</p><h1>검사하지 못해 전송하지 않았습니다</h1><table>
{{ row("주소", host) }}{{ row("이유", note) }}{{ row("문의", contact) }}{{ row("식별 번호", id) }}</table></section>
<section lang="en"><h1>This could not be judged, so it was not sent</h1><table>
{{ row("Host", host) }}{{ row("Why", note) }}{{ row("Ask", contact) }}{{ row("Id", id) }}</table></section>
{% endblock %}
"""
)

MALFORMED = (
    """{% extends "base" %}{% block title %}잘못된 요청 · Bad request{% endblock %}{% block body %}"""
    + FACTS
    + """<section lang="ko"><p class="mark">관문 · Gwanmun</p><h1>안전하게 전달할 수 없는 요청입니다</h1><table>
{{ row("이유", note) }}{{ row("문의", contact) }}</table></section>
<section lang="en"><h1>This request cannot be forwarded safely</h1><table>
{{ row("Why", note) }}{{ row("Ask", contact) }}</table></section>{% endblock %}
"""
)

PAGES = Environment(
    loader=DictLoader(
        {"base": BASE, "policy": POLICY, "failure": FAILURE, "unjudged": UNJUDGED, "malformed": MALFORMED}
    ),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
)


def render(name: str, **facts: Any) -> bytes:
    """One of the pages `policy`, `failure`, `unjudged`, `malformed` as UTF-8."""
    return PAGES.get_template(name).render(**facts).encode("utf-8", "replace")
