"""The short names under which a model sees notes (N01…). A model miswrites longer ids, and these prove that it did."""

from __future__ import annotations

from pipeline.notes import Note, Notes


class Labels:
    """Both ways between the drafted notes and their labels."""

    def __init__(self, notes: Notes) -> None:
        self._notes = {f"N{at:02d}": note for at, note in enumerate(notes.drafted, 1)}
        self._labels = {note.id: label for label, note in self._notes.items()}

    def of(self, note_id: str) -> str:
        """The label of a note."""
        return self._labels[note_id]

    def note_of(self, note_id: str) -> Note:
        """The note itself."""
        return self._notes[self._labels[note_id]]

    def note(self, label: str) -> Note | None:
        """The note under a label as a model wrote it, or None when there is none."""
        return self._notes.get(label.strip().strip("[]【】").upper())

    def line(self, note_id: str) -> str:
        """One note as a line: label, mark of importance, words."""
        label = self._labels[note_id]
        note = self._notes[label]
        beside = f"（补充{self._labels[note.answers]}）" if note.answers in self._labels else ""
        return f"{label}{'！' if note.important else ''}{beside} {' '.join(note.text.split())}"

    def listing(self) -> str:
        """All notes, by the writer's groups."""
        lines: list[str] = []
        group = ""
        for note in self._notes.values():
            if note.group != group:
                group = note.group
                lines.append(f"〈{group}〉" if group else "〈未分组〉")
            lines.append(self.line(note.id))
        return "\n".join(lines)
