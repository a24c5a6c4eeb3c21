"""A command on a database without tables ends with a sentence that says what to do."""

import pytest

from portal import create_app
from portal.config import Settings


@pytest.mark.parametrize("arguments", [["forecast-check", "--json"], ["demo", "--if-empty"], ["delivery"]])
def test_it_says_what_to_run(tmp_path, arguments):
    app = create_app(Settings.from_environment({"MITRA_DATA": str(tmp_path)}))
    result = app.test_cli_runner().invoke(args=arguments)
    assert result.exit_code == 1
    assert result.output.startswith("Error: The database does not have the tables of this version.")
    assert "flask db upgrade" in result.output
