"""At the bedside: recognise the state of the patient, then show what was studied in patients in that state.

Pure: no Django, no network, no clock but the day it is given. `answer.answer` is the whole of it.
"""
