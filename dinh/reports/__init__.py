"""Papers made from the log and kept nowhere: the control slip of a case (form 06), the register of a period's cases
(form 07), the book of a register. Each is a view: made again it says what the log says then.

Rule to keep: whoever asks gets what they may read and nothing else, and a paper that shows personal data of many is
noted in the house's log before it is made.
"""
