"""The learner's folder: laying out, snapshots, history, atomic writes, comparisons."""
