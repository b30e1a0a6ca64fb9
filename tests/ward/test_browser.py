"""The whole flow in Chromium: a letter, its proposals ticked, the answer; on a phone, in the dark, and with axe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.web.chromium import browser, check_sound, new_context
from tests.web.conftest import server
from tests.web.server import Served

__all__ = ["browser", "server"]
pytestmark = pytest.mark.browser

LETTER = (
    "52-year-old woman, diffuse systemic sclerosis for 20 months. mRSS 22 (was 17 in May 2026). CRP 1.4 mg/dL. No ILD."
)


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["desktop", "phone"])
def page(browser: Browser, server: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    context = new_context(browser, (width, 800), dark=scheme == "dark")
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.goto(f"{server.url}/bedside")
    yield page
    assert wrong == []
    context.close()


def test_a_letter_becomes_an_answer_once_its_facts_are_ticked(page: Page) -> None:
    check_sound(page)
    page.fill("#note", LETTER)
    page.click(".letter button")
    expect(page.locator("input[name=confirm]").first).to_be_visible()
    assert page.locator(".study").count() == 0
    check_sound(page)
    for box in page.locator("input[name=confirm]").all():
        box.check()
    page.click("button[value=confirm]")
    expect(page.locator(".tally")).to_be_visible()
    assert page.locator("svg.drawing").count() >= 1
    assert "?" not in page.url
    check_sound(page)


def test_an_answer_to_the_question_asked_next_settles_studies(page: Page) -> None:
    page.select_option("[name=systemic_sclerosis]", "present")
    page.click("text=Show what was studied")
    undecided = page.locator(".tally strong").nth(1).inner_text()
    asked = page.locator(".next input, .next select").first
    assert asked.get_attribute("name") == "months_since_first_non_raynaud"
    asked.fill("20 months")
    page.keyboard.press("Enter")
    expect(page.locator(".tally .met")).to_contain_text("Early, by")
    assert page.locator("[name=systemic_sclerosis]").input_value() == "present"
    assert page.locator(".tally strong").nth(1).inner_text() <= undecided


def test_a_bundle_is_sent_as_a_file(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    person = {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1970"}
    disease = {"resourceType": "Condition", "id": "c", "subject": {"reference": "Patient/p"},
               "code": {"coding": [{"system": "http://snomed.info/sct", "code": "89155008"}]}}  # fmt: skip
    file.write_text(json.dumps({"resourceType": "Bundle", "entry": [{"resource": person}, {"resource": disease}]}))
    page.set_input_files("#bundle", file)
    page.click(".letter button")
    expect(page.locator("[name=systemic_sclerosis]")).to_have_value("present")
    assert page.locator(".study").count() > 10
