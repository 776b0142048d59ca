"""Letters as PDF: what was issued, set on paper by Decree 30/2020/NĐ-CP.

Pure printing: no case, no database. A letter is the templates of the version that issued it (file name -> source, from
the books, so that a letter of last year prints as it did) and its values; the same two give the same bytes for ever.
The rule to keep: what people typed is data. It reaches a template as JSON, never as Typst, and a template that could
turn it into Typst (`eval`), or reach beyond its own sources (`plugin`, packages), is not printed.
`docs/letters.md` has the shape of the values and every template.
"""

from dinh.letters.inspect import compile_check
from dinh.letters.page import Page
from dinh.letters.press import Press, Unprintable, print_letter, qr_svg
from dinh.letters.printer import Printer, PrinterBusy, PrinterDied, PrinterLate
from dinh.letters.source import Fault

__all__ = [
    "Fault",
    "Page",
    "Press",
    "Printer",
    "PrinterBusy",
    "PrinterDied",
    "PrinterLate",
    "Unprintable",
    "compile_check",
    "print_letter",
    "qr_svg",
]
