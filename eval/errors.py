"""What can break in the evaluation. Each message is one line that says what, where, and what to do.

EvalError
├── CaseInvalid       a case file is not as the guide says, or a gold quotation is not in the articles
├── NothingToRun      no case is left after --set, --split and --limit
├── AnswerInvalid     the bot's answer does not keep the machine-readable contract
├── RunExists         the folder for this run is already there
├── RunUnreadable     a folder holds no run, or one that can no longer be marked
├── BaselineUnfit     there is no baseline, or it has no case in common with the run
└── FeedbackUnreadable  the bot's memory is not there, or cannot be read
"""


class EvalError(Exception):
    """Any failure of the evaluation that a person can do something about."""


class CaseInvalid(EvalError):
    """A case file is not as the guide says, or a gold quotation is not in the articles."""


class NothingToRun(EvalError):
    """No case is left to ask."""


class AnswerInvalid(EvalError):
    """The bot's answer does not keep the machine-readable contract."""


class RunExists(EvalError):
    """The folder for this run is already there."""


class RunUnreadable(EvalError):
    """A folder holds no run, or one that can no longer be marked."""


class BaselineUnfit(EvalError):
    """There is no baseline, or it has no case in common with the run."""


class FeedbackUnreadable(EvalError):
    """The bot's memory is not there, or cannot be read."""
