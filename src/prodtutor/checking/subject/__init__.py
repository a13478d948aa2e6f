"""What runs inside the subject's process: the standard library only, no other room of this project.

`launch.py` is started as a script (`python -I -S -B -X utf8 launch.py …`) on Python 3.11 and later; it loads its
neighbours under a private package name, which is gone again before any code of the learner's runs. `wire.py` is shared:
the judge's end imports it as `prodtutor.checking.subject.wire`.
"""
