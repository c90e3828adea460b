"""Forms: what is asked, in which order, and when."""

from dialogs.form import Form
from dialogs.forms.request import REQUEST

FORMS: dict[str, Form] = {REQUEST.name: REQUEST}
