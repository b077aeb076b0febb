import sys
sys.path.insert(0,'/work/main')
import pytest
from tests.browsing import *
from tests.questions import specimens
from tests.questions.specimens_choice import SETTINGS
from tests.planting import document
from tests.respondents import open_stage

@pytest.mark.sqlite_only
def test_x(app):
    with app.app_context():
        stage=open_stage(document(*(specimens.document(k) for k in SETTINGS), languages=specimens.LANGUAGES)); code=stage.code
    with served(app) as address, chromium() as b:
        p=b.new_page(viewport={"width":390,"height":900}); msgs=[]
        p.on("console",lambda m: msgs.append(m.text)); p.on("pageerror",lambda e: msgs.append(str(e)))
        p.goto(f"{address}/r/{code}"); p.locator("main form button[type=submit]").first.click(); p.wait_for_load_state("networkidle")
        p.screenshot(path="/tmp/ta_app.png",full_page=True)
        print(p.url, msgs)
        assert p.locator("input[type=range]").count()==1
        p.locator("[aria-label='Add: Price']").click()
        p.locator("button[name=go][value=next]").click(); p.wait_for_load_state("networkidle")
        p.screenshot(path="/tmp/ta_app2.png",full_page=True)
        print(p.url, msgs, p.locator('.err').all_text_contents())
        assert msgs==[] 
