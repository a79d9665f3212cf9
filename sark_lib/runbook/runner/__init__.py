"""The walk along the stages, its progress and its reports."""
