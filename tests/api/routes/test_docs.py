from __future__ import annotations

import re

import pytest

from api.errors import PROBLEM_TYPES


def test_the_root_leads_to_the_documentation(standing_client):
    response = standing_client.get("/")
    assert response.status_code == 302
    assert response.headers["Location"] == "/docs"


@pytest.mark.parametrize(("path", "loaded"), [("/docs", 5), ("/redoc", 4)])
def test_the_page_loads_from_here_only_and_all_it_loads_is_there(standing_client, path, loaded):
    page = standing_client.get(path)
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "://" not in text
    assert "<script>" not in text
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    addresses = re.findall(r'(?:src|href|data-spec)="([^"]+)"', text)
    assert len(addresses) == loaded
    for address in addresses:
        with standing_client.get(address) as response:
            assert response.status_code == 200
            assert response.get_data()


@pytest.mark.parametrize(
    ("path", "bundle"), [("/docs", "SwaggerUIBundle"), ("/redoc", "Redoc.init")]
)
def test_the_start_script_names_the_bundle_and_the_document(standing_client, path, bundle):
    script = standing_client.get(f"{path}/start.js")
    assert script.mimetype == "text/javascript"
    assert bundle in script.get_data(as_text=True)
    assert "http" not in script.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
@pytest.mark.parametrize("name", ["../__init__.py", "nothing.js", "..%2f__init__.py"])
def test_no_other_file_is_served(standing_client, path, name):
    assert standing_client.get(f"{path}/assets/{name}").status_code == 404


@pytest.mark.parametrize("name", sorted(PROBLEM_TYPES))
def test_every_type_of_problem_leads_somewhere(standing_client, name):
    page = standing_client.get(f"/problems/{name}")
    assert page.status_code == 200
    assert PROBLEM_TYPES[name].title in page.get_data(as_text=True)


def test_an_unknown_type_of_problem_leads_nowhere(standing_client):
    assert standing_client.get("/problems/nothing").status_code == 404
