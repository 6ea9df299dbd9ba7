"""Pictures, read back: every mark by the axes and the legend of its own picture, and held against the audit's values."""
