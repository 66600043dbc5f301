-- What Meldbrug may see of Gibbon: the notes of one category, and the pupils that have one. Run as the database's administrator:
--   mariadb gibbon < views.sql
-- First set the number of your category (Gibbon: School Admin > Student Note Categories; SELECT * FROM gibbonStudentNoteCategory) in the
-- one place below. The number and not the name, so that a category that gets another name is still read.
-- Of one table alone, so that the database walks the notes by their number and never sorts them; roles are looked up beside it.
-- The views run with the rights of whoever makes them: the user `meldbrug` sees no table, no other category, no other pupil.

CREATE OR REPLACE SQL SECURITY DEFINER VIEW bridge_note AS
SELECT note.gibbonStudentNoteID AS note_id,
       note.gibbonPersonID AS pupil_id,
       note.title AS title,
       note.note AS note,
       note.gibbonPersonIDCreator AS author_id,
       COALESCE((SELECT NULLIF(MAX(staff.jobTitle), '') FROM gibbonStaff AS staff WHERE staff.gibbonPersonID = note.gibbonPersonIDCreator),
                (SELECT role.name FROM gibbonPerson AS author JOIN gibbonRole AS role ON role.gibbonRoleID = author.gibbonRoleIDPrimary
                 WHERE author.gibbonPersonID = note.gibbonPersonIDCreator)) AS author_role,
       note.`timestamp` AS created_at
FROM gibbonStudentNote AS note
WHERE note.gibbonStudentNoteCategoryID = 10;

CREATE OR REPLACE SQL SECURITY DEFINER VIEW bridge_roster AS
SELECT pupil.gibbonPersonID AS pupil_id,
       CONCAT_WS(' ', pupil.preferredName, pupil.surname) AS name,
       pupil.dob AS birth_date,
       (SELECT MIN(formgroup.name)
        FROM gibbonStudentEnrolment AS enrolment
        JOIN gibbonSchoolYear AS schoolyear ON schoolyear.gibbonSchoolYearID = enrolment.gibbonSchoolYearID
        JOIN gibbonFormGroup AS formgroup ON formgroup.gibbonFormGroupID = enrolment.gibbonFormGroupID
        WHERE enrolment.gibbonPersonID = pupil.gibbonPersonID AND schoolyear.status = 'Current') AS group_name
FROM gibbonPerson AS pupil
WHERE pupil.gibbonPersonID IN (SELECT pupil_id FROM bridge_note);

-- The user of the bridge. Put a long password here and the same, alone, in the file that `password_file` names.
-- On another machine than Gibbon's: that machine's address in place of 'localhost', and REQUIRE SSL.
CREATE USER IF NOT EXISTS 'meldbrug'@'localhost' IDENTIFIED BY 'CHANGE-ME';
GRANT SELECT ON bridge_note TO 'meldbrug'@'localhost';
GRANT SELECT ON bridge_roster TO 'meldbrug'@'localhost';
