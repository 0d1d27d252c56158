"""Pictures: what there is to see of a learner's progress, drawn as SVG and turned into PNG."""
