"""What WTForms says by itself is in the reader's language."""

import pytest
from wtforms.fields.choices import SelectMultipleField
from wtforms.fields.numeric import IntegerField
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from portal.web.forms import SAID_BY_WTFORMS, Form, TextField, choices
from portal.web.i18n import speaking


class Several(Form):
    """One field for each kind of refusal."""

    name = TextField(validators=[InputRequired()])
    note = TextField(validators=[Length(max=2)])
    word = TextField(validators=[Regexp("x")])
    number = IntegerField()
    few = IntegerField(validators=[NumberRange(max=3)])
    picked = SelectMultipleField(choices=choices({"a": "A"}))


@pytest.mark.parametrize(
    ("locale", "first"), [("en", "This field is required."), ("id", "Bagian ini harus diisi.")]
)
def test_refusals_are_in_the_readers_language(app, locale, first):
    sent = {"note": "long", "word": "y", "number": "z", "few": "9", "picked": ["b", "c"]}
    with app.test_request_context("/", method="POST", data=sent), speaking(locale):
        form = Several(meta={"csrf": False})
        assert not form.validate()
        said = [str(errors[0]) for errors in form.errors.values()]
        phrases = {str(phrase) for phrase in SAID_BY_WTFORMS}
    assert len(said) == 6
    assert said[0] == first
    filled = {
        p % {"max": m, "min": 1, "value": v} for p in phrases for m in (2, 3) for v in ("b', 'c", "c', 'b")
    }
    assert set(said) <= filled
