"""The forest as the commune answers for it: alerts that became cases, what was found there, and what to do today.

The watch (`dinh.forest`) sees patches in pictures; here they are cases. Rule to keep: everything is read from cases, nothing is kept beside them,
and nothing here needs the watch's packages but the patrol's router.
"""
