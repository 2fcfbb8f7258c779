"""Why an export of a survey was not read or added, and why corrections were not taken."""

MESSAGES: tuple[str, ...] = (
    # Surveys: what came is no export
    "a survey export as CSV or XLSX was expected",
    "JSON of Typeform, or a survey export as CSV or XLSX, was expected",
    "a REDCap data dictionary, %(said_wanted)s: give it with --dictionary beside the export it is of",
    "of %(code_tool)s, which has no data dictionary; leave out %(text_file)s",
    "told to be of %(code_tool)s, but the %(n)s heading rows of such an export are not there; the content looks "
    "like %(code_other)s: take `dialect` out of the mapping, or export again",
    "headings without any answers beneath them were found, one heading row and a row a respondent were expected: "
    "export the responses again",
    "where headings were expected, there is somebody's %(said_what)s: export again with headings, or add them",
    "e-mail address",
    "phone number",
    "network address",
    "the first row has a heading above %(n)s of %(n_all)s columns, one heading a column was expected: delete the "
    "title rows above the headings and save again",
    "this looks like totals, not answers: numbers beside each option were found, a row for each respondent was "
    "expected; export the individual responses (in SurveyMonkey: All individual responses)",
    "the first row is %(text_row)s; a REDCap data dictionary was expected, with the columns Variable / Field Name, "
    "Field Type and Field Label",
    "%(n)s column(s) of no field of the data dictionary: %(text_columns)s; one field a column was expected, since "
    "the dictionary tells which columns name a person: export the raw data (headings are variable names) with the "
    "dictionary of the same day, or take these columns out of the export",
    "%(n)s column(s) labelled like several fields of the data dictionary: %(text_columns)s; one field a column was "
    "expected, since the dictionary tells which columns name a person: export the raw data (headings are variable "
    "names) with the dictionary of the same day, or take these columns out of the export",
    "responses of Typeform without the definition of their form, one JSON document with both was expected: export "
    "the responses as CSV or XLSX instead",
    "JSON nested too deep to be read, %(said_wanted)s",
    "JSON with a number that is too long, %(said_wanted)s: export or download it again",
    "JSON that breaks off in line %(n)s, %(said_wanted)s: export or download it again",
    "broken JSON: it cannot be read on from line %(n)s, column %(n_column)s, %(said_wanted)s: export or download it "
    "again",
    "%(text_file)s cannot be read (%(text_why)s)",
    "there are no answers in it (%(n)s row under the headings, none kept), so nothing was added; export the "
    "individual responses again",
    "there are no answers in it (%(n)s rows under the headings, none kept), so nothing was added; export the "
    "individual responses again",
    "no question was understood to ask what people want to learn, so nothing was added; `circlewise survey inspect "
    "--write-mapping FILE.yaml` shows how each question was read, and `circlewise survey add --mapping FILE.yaml` "
    "takes what you put right",
    "`%(text_question)s` (%(text_wording)s) asks what people want to learn, but its answers are bare codes, which "
    "name nothing",
    "export again with the words of the answers (Qualtrics: choice text; LimeSurvey: full answers; REDCap: labels, "
    "or give its data dictionary), or tell under `labels` in the mapping what each code stands for",
    "Nothing was added. A question that asks no such thing: tell `role: none` in the mapping.",
    "somebody corrected it just now, so nothing was added: look at it as it is read now",
    "the upload is not here any more; upload the export again",
    "%(text_folder)s cannot be written (%(text_why)s); make room, then try again",
    "no process can be started here (%(text_why)s); try again in a moment",
    "the upload could not be kept (%(text_why)s), and nothing of it was",
    # Surveys: corrections that do not fit
    "the mapping names the question `%(text_question)s`, but the export has %(said_questions)s: is it the mapping "
    "of another export, or of a question that is never stored? `circlewise survey inspect --write-mapping` writes a "
    "fresh one",
    "no question that may be stored",
    "the mapping words `%(text_question)s` as %(text_told)s, the export as %(text_wording)s: columns have moved, or "
    "the mapping is of another export",
    "the mapping splits `%(text_question)s` (%(text_wording)s) at %(text_options)s, which is none of its options "
    "behind the first, since it has one column",
    "the mapping splits `%(text_question)s` (%(text_wording)s) at %(text_options)s, which is none of its options "
    "behind the first: %(text_known)s",
    "the mapping tells `%(text_question)s` (%(text_wording)s) to be %(code_kind)s, but it has a column an option or "
    "row, which can be %(text_kinds)s: take out its line `kind`, or `is_stored: false` leaves the question out",
    "the mapping tells `%(text_question)s` (%(text_wording)s) to be %(code_kind)s, but it has a column an option, "
    "ticked or not, which can be %(text_kinds)s: take out its line `kind`, or `is_stored: false` leaves the "
    "question out",
    "the mapping tells %(text_name)s to be a date, but most of its answers hold no date: take out its line `kind`",
    "the mapping tells steps of %(text_name)s, which is read as %(code_kind)s; only a rating has steps: take them "
    "out, or add `kind: rating`",
    "the mapping tells steps of %(text_name)s, which has no step %(text_steps)s; it has %(said_known)s: word each "
    "step as the export does",
    "none that may be named",
    "the mapping tells %(text_name)s to be a rating, but no answer is a step of a known scale: take out its line "
    "`kind`, or tell how strongly each step says yes under `steps`",
    "the mapping tells labels of %(text_name)s, but its options have columns of their own, which name them: take "
    "out its `labels`",
    "the mapping tells labels of %(text_name)s, but none of its answers is one of the codes %(text_codes)s: write "
    "each code as it stands in the export",
    "the mapping tells labels of %(text_name)s, but not of %(text_codes)s, which stand(s) in its answers, too: tell "
    "what each code stands for",
    # Surveys: destroying one
    "there is no survey `%(text_survey)s` here; surveys of this home: %(text_surveys)s",
    "`%(text_given)s` begins several surveys: %(text_surveys)s; type more of the id",
    "there is no survey `%(text_given)s` here that could be replaced; surveys of this home: %(text_surveys)s",
    "nothing of it is in it",
    "the same file as %(text_file)s",
    "builds/%(text_name)s took its place",
    "the change log of a catalogue, which nothing reads",
    "it does not say which wish is of which survey; the next night makes another",
    "fewer than %(n)s respondents",
    "it could not be read; the next night makes another",
    "nothing of it",
    "they decide nothing without it",
    "no decision is about its goals",
    "upload them again",
    "%(text_file)s cannot be written (%(text_why)s)",
    "%(text_file)s is there already, and may hold your work: name another file",
)
