"""Draws a terminal as SVG: tmux capture-pane -e -p -t demo | python3 src/test/tools/terminal_svg.py > assets/demo.svg"""
import re
import sys
from xml.sax.saxutils import escape

COLORS = {"31": "#f85149", "32": "#3fb950", "33": "#d29922"}
WIDTH, HEIGHT, LEFT, TOP = 8.4, 18, 16, 29
LABEL = ("The live table of the demo in a terminal: what the tasks report of lag, history and groups; channels with last "
         "value, sparkline, samples per second and lag; topics with counts, late records and schema ids")


def runs(line):
    """Pieces of a line with one style each: column, text, style."""
    column, style = 0, {}
    for piece in re.split(r"(\x1b\[[\d;]*m)", line):
        if not piece.startswith("\x1b"):
            # A wide gap begins another piece, so that it need not be stretched.
            for word in re.finditer(r"\S+(?: \S+)*", piece):
                yield column + word.start(), word.group(), dict(style)
            column += len(piece)
            continue
        for code in piece[2:-1].split(";"):
            if code in ("", "0"):
                style = {}
            elif code == "1":
                style["font-weight"] = "bold"
            elif code == "39":
                style.pop("fill", None)
            elif code in COLORS:
                style["fill"] = COLORS[code]


def main():
    lines = [line.rstrip() for line in sys.stdin.read().rstrip("\n").split("\n")]
    columns = max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in lines)
    width, height = round(columns * WIDTH + 2 * LEFT), len(lines) * HEIGHT + 2 * LEFT
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
          f'role="img" aria-label="{LABEL}">')
    print(f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>')
    print('<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" '
          'font-size="14" fill="#e6edf3">')
    for row, line in enumerate(lines):
        for column, text, style in runs(line):
            attributes = "".join(f' {name}="{value}"' for name, value in style.items())
            print(f'<text x="{LEFT + column * WIDTH:.1f}" y="{TOP + row * HEIGHT}" textLength="{len(text) * WIDTH:.1f}" '
                  f'lengthAdjust="spacingAndGlyphs"{attributes}>{escape(text)}</text>')
    print("</g>\n</svg>")


main()
