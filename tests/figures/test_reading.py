"""How a figure was read stands in the report, with the questions that are left."""

from __future__ import annotations

from matplotlib import pyplot as plt


def test_the_report_says_what_the_marks_were_taken_for(judge):
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [30, 9])
    ax.set_ylabel("Patients")

    read = judge(fig).read_as

    assert [(r.column, r.role) for r in read] == [("(axes 1, 2 marks)", "counts of people")]
    assert "Patients" in read[0].reason


def test_one_question_is_asked_where_nothing_says_what_a_bar_counts(judge):
    fig, ax = plt.subplots()
    ax.bar(["a", "b"], [30, 3])
    ax.set_ylabel("Recruited")

    questions = judge(fig).questions
    assert len(questions) == 1
    assert "unit=" in questions[0]
    assert judge(fig, unit="variants").questions == ()


def test_points_ask_what_they_are_unless_the_axes_say(judge):
    fig, ax = plt.subplots()
    ax.scatter(range(12), range(12))
    assert "row_is=" in judge(fig).questions[0]
    assert judge(fig, row_is="gene").questions == ()

    ax.set(xlabel="PC1", ylabel="PC2")
    assert judge(fig).questions == ()
    assert judge(fig).read_as[0].role == "on genetic axes"


def test_no_reader_imports_a_library_that_the_user_has_not_loaded():
    import subprocess
    import sys

    code = (
        "import sys, pandas as pd, gel_airlock_jupyter as airlock\n"
        "from gel_airlock_jupyter.readers.open import views_of\n"
        "views_of(pd.DataFrame({'n': [9, 12]}), 'table'); views_of('Leigh: 9', 'text')\n"
        "try: views_of(object(), 'thing')\n"
        "except Exception: pass\n"
        "drawing = {'matplotlib', 'plotly', 'altair', 'bokeh', 'seaborn', 'plotnine', 'lifelines', 'statsmodels', "
        "'sklearn', 'kaleido'}\n"
        "print(sorted(drawing & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True)

    assert done.stdout.strip() == "[]"
