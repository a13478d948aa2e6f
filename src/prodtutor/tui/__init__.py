"""The terminal screens. The only room that imports textual; it speaks to the rest through `session`."""
