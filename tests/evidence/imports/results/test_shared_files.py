"""Every layout of the shared folders: read by its template, or refused with the sentence that helps."""

import json
from pathlib import Path

import pytest

from trellis.evidence.imports.words.file_findings import FILE_SENTENCES, REFUSALS
from trellis.evidence.imports.work.results.checking import FOLDER
from trellis.evidence.imports.work.results.staging import ask_child

VENDORS = {
    "ACCESS/2021_to_2025_sample_anonymized_file_ACCESS.csv": ("access", 5),
    "ACCESS/2021_to_2025_sample_anonymized_file_Alternate_ACCESS.csv": ("alternate_access", 5),
    "ACCESS/sample_anonymized_file_ACCESS.csv": ("access", 4),
    "ACCESS/sample_anonymized_file_alternate_Alternate_ACCESS.csv": ("alternate_access", 3),
    "BASC3_BESS/sample_anonymized_file.csv": ("bess", 5),
    "CMAS/sample_anonymized_file.csv": ("cmas", 5),
    "CogAT/sample_anonymized_file.csv": ("cogat", 5),
    "CogAT/sample_anonymized_file.txt": ("cogat_fixed", 5),
    "CogAT/sample_anonymized_file_underscores.csv": ("cogat_packed", 5),
    "Dibels_8_Benchmark/sample_anonymized_file.csv": ("dibels_8", 5),
    "Fountas_and_Pinnell/sample_anonymized_file_FnP.csv": ("fountas_pinnell", 10),
    "KRA/KRA_sample_file_deidentified.csv": ("kra", 10),
    "KRA/KRA_sample_file_deidentified_new.csv": ("kra_items", 13),
    "MAP_Fluency/sample_anonymized_file.csv": ("map_fluency", 9),
    "MAP_Growth/sample_anonymized_file.csv": ("map_growth", 7),
    "PALS/PALS_SAMPLE_data_file.csv": ("pals", 30),
    "SC_READY/sample_anonymized_file.csv": ("sc_ready", 10),
    "STAAR_Summative/sample_anonymized_file.csv": ("staar", 20),
    "STAAR_Summative/sample_anonymized_file.txt": ("staar_fixed", 20),
    "STAR/SR_Dashboard_Standards_v2_sample_anonymized_file.csv": ("star_standards", 5),
    "STAR/SR_SkillArea_v1_sample_anonymized_file.csv": ("star_skill_areas", 5),
    "STAR/SR_sample_anonymized_file.csv": ("star", 5),
    "_template_bundle/sample_anonymized_file.csv": ("plain_wide", 5),
    "i-Ready/sample_anonymized_file_ela.csv": ("iready_reading", 5),
    "i-Ready/sample_anonymized_file_math.csv": ("iready_math", 5),
    "iStation/sample_anonymized_file.csv": ("istation", 36),
}
#: File below the data folder -> template and rows it brings, or the code of its refusal.
OTHERS: dict[str, tuple[str, int]] = {
    "sis-exports-student-insights/fixtures__attendance_dump.csv": ("attendance_aspen", 2),
    "sis-exports-student-insights/fixtures__fake_behavior_export.csv": ("behavior", 3),
    "sis-exports-student-insights/fixtures__fake_student_services_file.csv": ("services", 2),
    "sis-exports-student-insights/fixtures__fake_x2_assessments.csv": ("aspen_assessments", 8),
    "sis-exports-student-insights/fixtures__service_upload_example.csv": ("services_list", 2),
    "sis-exports-student-insights/importers__file_importers__ed_plans_fixture.csv": ("plans", 2),
    "sis-exports-student-insights/importers__homework_help_importer__homework_help_fixture.csv": (
        "homework_help",
        5,
    ),
    "sis-exports-student-insights/importers__reading__mega_reading_processor_fixture.csv": (
        "reading_screener",
        6,
    ),
    "sis-exports-student-insights/importers__reading__reading_processor.csv": ("reading_screener", 6),
    "sis-exports-student-insights/importers__team_membership_import__team_membership_fixture.csv": (
        "activities",
        3,
    ),
    "sis-exports-student-insights/fixtures__fake_students_export.csv": ("T04", 0),
    "sis-exports-student-insights/fixtures__educator_section_assignment_export.csv": ("T04", 0),
    "sis-exports-student-insights/importers__mtss_referral__mtss_referral_fixture.csv": ("T06", 0),
    "sis-exports-student-insights/importers__star__star_math_v1.csv": ("T03", 0),
    "sis-exports-student-insights/importers__templates__restricted_notes_form_fixture.csv": ("T05", 0),
    "nj-report-fixtures-2025/njsla-ela04-2025.xlsx": ("njsla", 40),
    "nj-report-fixtures-2025/spr-district-2025.xlsx": ("nj_chronic_absence", 15),
    "nj-report-fixtures-2025/nj_nces_crosswalk.csv": ("T01", 0),
    "federal-graduation-rates-2016/acgr_sch_sy2015-16.csv.gz": ("federal_graduation", 168_932),
    "nyc-school-survey-2019/2019_PublicDataFile_Students.csv": ("nyc_school_survey", 0),
    "chronic-absenteeism-colorado/2016-2023-master_chronic_absenteeism.csv": ("colorado_absence", 2486),
    "chronic-absenteeism-colorado/2022-2023_ChronicAbsenteeism.xlsx": ("colorado_absence_sheet", 0),
    "edfi-datastandard-sample/edfi-sample-xml.zip": ("edfi_assessments", 6925),
    "oneroster-rest-payloads/longsight-v1p2-assessment-results.json": ("oneroster_results", 2),
    "oneroster-rest-payloads/libre-oneroster__users.json": ("T01", 0),
    "oneroster-generated-gospelnerd/oneroster-1.1-school_small.zip": ("T04", 0),
    "assessment-sgp-state/sgptData_LONG.csv.gz": ("interim_long", 44_007),
}
TABLES = ("sittings", "facts", "figures", "answers")


def read(path: Path) -> tuple[str, int, int]:
    """Return the template or code, how many rows it brings, and how many rows of the file were set aside."""
    templates = [json.loads(one.read_text()) for one in sorted(FOLDER.glob("*.json"))]
    name, brought = "", 0
    for message in ask_child(path, path.name, {"templates": templates, "options": {"year": 2026}}):
        if message["is"] == "refused":
            return REFUSALS[message["code"]], 0, 0
        if message["is"] == "file":
            name = message["template"]
        elif message["is"] == "rows" and message["table"] in TABLES:
            brought += len(message["rows"])
        elif message["is"] == "done":
            return name, brought, message["set_aside"]
    raise AssertionError("the reading process stopped without an answer")


@pytest.mark.shared
@pytest.mark.parametrize("name", VENDORS)
def test_files_as_vendors_send_them(shared: Path, name: str) -> None:
    template, brought = VENDORS[name]
    assert read(shared / "data" / "assessment-vendor-files" / name) == (template, brought, 0)


@pytest.mark.shared
@pytest.mark.parametrize("name", OTHERS)
def test_other_files_come_in_or_are_refused_with_a_sentence(shared: Path, name: str) -> None:
    expected, rows = OTHERS[name]
    found, brought, _aside = read(shared / "data" / name)
    assert found == expected
    if found in FILE_SENTENCES:
        assert brought == 0
    else:
        assert brought >= rows > 0 or rows == 0


@pytest.mark.shared
def test_no_file_of_the_corpora_breaks_the_reader(shared: Path) -> None:
    for path in sorted((shared / "corpora" / "imports").glob("*")):
        if path.suffix in (".csv", ".xlsx", ".xlsm", ".zip", ".json") and path.stat().st_size < 5_000_000:
            found, _brought, _aside = read(path)
            assert found, path.name
