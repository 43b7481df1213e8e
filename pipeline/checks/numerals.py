"""Chinese numerals up to 999, as numbering and announced counts use them."""

from __future__ import annotations

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
NUMERAL = "[一二两三四五六七八九十百]"


def to_int(numeral: str) -> int:
    """“十二” -> 12, “3” -> 3. Returns 0 for what is no numeral."""
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    total = current = 0
    for char in numeral:
        if char in DIGITS:
            current = DIGITS[char]
        elif char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            return 0
    return total + current


def to_numeral(value: int) -> str:
    """12 -> “十二”; values outside 1–99 are given in Arabic."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else "一二三四五六七八九"[tens - 1] + "十")
    return head + ("一二三四五六七八九"[ones - 1] if ones else "")
