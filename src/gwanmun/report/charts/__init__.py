"""Charts as SVG text: no script, no measuring by a browser, the same bytes for the same numbers.

Each chart is laid out first (plain geometry that a test can check) and drawn after. Colours are class names
(`a-block`, `f-left` …) with a fallback in the attributes, so that the page's light and dark themes apply.
"""
