"""What each kind of job does. Work is safe to repeat: a worker may die at any line."""

from collections.abc import Callable
from typing import Any

from survey_app.jobs import data_files, figures, letters, workbooks
from survey_app.jobs.imports import bring_in
from survey_app.jobs.mixing import mix
from survey_app.services import answer_archives, archive_jobs, invitations, panel_invitations
from survey_app.services.data_files import KIND as DATA_FILE
from survey_app.services.kept_figures import KIND as FIGURES

Progress = Callable[[int, int], None]
"""Called with (done, total) as the work goes on: it commits, holds the lease, and moves the bar people look at."""

Work = Callable[[dict[str, Any], Progress], dict[str, Any] | None]
"""Takes the job's payload and a progress report; gives back what the job's page should know."""

WORK: dict[str, Work] = {
    answer_archives.KIND: answer_archives.make,
    archive_jobs.KIND: archive_jobs.make,
    DATA_FILE: data_files.make,
    FIGURES: figures.make,
    "import": bring_in,
    "invite": invitations.run,
    "mail": letters.send,
    "mix": mix,
    panel_invitations.WORK_KIND: panel_invitations.run,
    "workbook": workbooks.make,
}
