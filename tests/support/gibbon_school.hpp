/// \file
/// A real MariaDB with the tables of Gibbon that views.sql names: our own rows, one server for a program, in a folder of its own on a free
/// port, gone at the end.
#pragma once

#include "support/temp_folder.hpp"

#include <nlohmann/json.hpp>

#include <arpa/inet.h>
#include <cstdlib>
#include <filesystem>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace meldbrug::test {

class GibbonSchool {
public:
    GibbonSchool() {
        const std::string data = (folder_.path() / "data").string();
        const std::string as = geteuid() == 0 ? " --user=mysql" : "";
        port_ = free_port();
        socket_ = (folder_.path() / "s").string();
        std::filesystem::create_directory(data);
        if (geteuid() == 0) {
            run("chown -R mysql " + folder_.path().string());
        }
        run("mariadb-install-db --no-defaults" + as + " --datadir=" + data +
            " --skip-test-db --auth-root-authentication-method=normal >/dev/null 2>&1");
        // The shell of this test ends at once; the server is known by its file.
        run("PATH=$PATH:/usr/sbin; mariadbd --no-defaults" + as + " --datadir=" + data +
            " --socket=" + socket_ + " --port=" + std::to_string(port_) +
            " --bind-address=127.0.0.1 --innodb-buffer-pool-size=32M "
            "--innodb-flush-log-at-trx-commit=0 --pid-file=" +
            pid_file() + " >/dev/null 2>&1 &");
        run("for i in $(seq 200); do mariadb-admin --no-defaults -uroot -S " + socket_ +
            " ping >/dev/null 2>&1 && exit 0; sleep 0.1; done; exit 1");
        folder_.write("password", "only-for-tests\n");
        run("chmod 600 " + (folder_.path() / "password").string());
    }
    GibbonSchool(const GibbonSchool&) = delete;
    GibbonSchool& operator=(const GibbonSchool&) = delete;
    ~GibbonSchool() {
        const int ignored = std::system(  // NOLINT(concurrency-mt-unsafe)
            ("mariadb-admin --no-defaults -uroot -S " + socket_ + " shutdown >/dev/null 2>&1")
                .c_str());
        static_cast<void>(ignored);
    }

    /// The tables anew, with three notes of the category, one of another and one of none.
    void fill() {
        run("mariadb --no-defaults -uroot -S " + socket_ +
            " -e \"DROP DATABASE IF EXISTS gibbon; CREATE DATABASE gibbon CHARACTER SET utf8mb3; "
            "DROP USER IF EXISTS 'meldbrug'@'localhost'\"");
        sql(R"(
CREATE TABLE gibbonStudentNote (
  gibbonStudentNoteID int(12) UNSIGNED ZEROFILL NOT NULL AUTO_INCREMENT PRIMARY KEY,
  gibbonPersonID int(10) UNSIGNED ZEROFILL NOT NULL, gibbonStudentNoteCategoryID int(5) UNSIGNED ZEROFILL NULL,
  title varchar(50) NOT NULL, note text NOT NULL, gibbonPersonIDCreator int(10) UNSIGNED ZEROFILL NOT NULL,
  `timestamp` timestamp NULL DEFAULT NULL);
CREATE TABLE gibbonPerson (gibbonPersonID int(10) UNSIGNED ZEROFILL PRIMARY KEY, surname varchar(60), preferredName varchar(60),
  dob date NULL, gibbonRoleIDPrimary int(3) UNSIGNED ZEROFILL);
CREATE TABLE gibbonRole (gibbonRoleID int(3) UNSIGNED ZEROFILL PRIMARY KEY, name varchar(20));
CREATE TABLE gibbonStaff (gibbonStaffID int(10) UNSIGNED ZEROFILL AUTO_INCREMENT PRIMARY KEY,
  gibbonPersonID int(10) UNSIGNED ZEROFILL, jobTitle varchar(100));
CREATE TABLE gibbonSchoolYear (gibbonSchoolYearID int(3) UNSIGNED ZEROFILL PRIMARY KEY, status varchar(10));
CREATE TABLE gibbonFormGroup (gibbonFormGroupID int(5) UNSIGNED ZEROFILL PRIMARY KEY, name varchar(10));
CREATE TABLE gibbonStudentEnrolment (gibbonStudentEnrolmentID int(8) UNSIGNED ZEROFILL AUTO_INCREMENT PRIMARY KEY,
  gibbonPersonID int(10) UNSIGNED ZEROFILL, gibbonSchoolYearID int(3) UNSIGNED ZEROFILL, gibbonFormGroupID int(5) UNSIGNED ZEROFILL);
INSERT INTO gibbonRole VALUES (2, 'Teacher'), (3, 'Student');
INSERT INTO gibbonPerson VALUES (2150, 'Jansen', 'Noor', '2016-05-04', 3), (2151, 'Smit', 'Daan', NULL, 3),
  (2152, 'Buiten', 'Beeld', NULL, 3), (11, 'Bakker', 'Eva', NULL, 2), (12, 'Vos', 'Kim', NULL, 2);
INSERT INTO gibbonStaff (gibbonPersonID, jobTitle) VALUES (11, ''), (12, 'Intern begeleider');
INSERT INTO gibbonSchoolYear VALUES (25, 'Current'); INSERT INTO gibbonFormGroup VALUES (147, '6A');
INSERT INTO gibbonStudentEnrolment (gibbonPersonID, gibbonSchoolYearID, gibbonFormGroupID) VALUES (2150, 25, 147);
INSERT INTO gibbonStudentNote VALUES
  (1, 2150, 10, 'Gesprek', '<p>Gesprek gehad met moeder.</p>', 11, '2026-03-12 09:22:55'),
  (2, 2151, 10, 'Overleg', '<p>Signalen besproken met de ib&#39;er.</p>', 12, '2026-03-13 10:00:00'),
  (3, 2152, 7, 'Anders', '<p>Zwezerik</p>', 11, '2026-03-13 10:00:00'),
  (4, 2152, NULL, 'Anders', '<p>Zwezerik</p>', 11, '2026-03-13 10:00:00'),
  (300, 2150, 10, 'Later', '<p>Nog eens gebeld.</p>', 11, '2026-03-14 23:50:00');)");
        run("sed s/CHANGE-ME/only-for-tests/ " MELDBRUG_SOURCE_DIR "/adapters/gibbon/views.sql | " +
            client());
    }

    /// As the database's administrator.
    void sql(const std::string& statements) {
        const auto file = folder_.write("statements.sql", statements);
        run(client() + " < " + file.string());
    }

    [[nodiscard]] std::string password() const { return "only-for-tests"; }
    [[nodiscard]] nlohmann::json config() const {
        return {{"host", "127.0.0.1"},
                {"port", port_},
                {"database", "gibbon"},
                {"user", "meldbrug"},
                {"password_file", (folder_.path() / "password").string()},
                {"roles", {{"Teacher", "leerkracht"}, {"Intern begeleider", "ib"}}}};
    }

private:
    static void run(const std::string& command) {
        if (std::system(command.c_str()) != 0) {  // NOLINT(concurrency-mt-unsafe)
            throw std::runtime_error("failed: " + command);
        }
    }
    static unsigned int free_port() {
        const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* plain = reinterpret_cast<sockaddr*>(&address);
        if (bind(handle, plain, size) != 0 || getsockname(handle, plain, &size) != 0) {
            throw std::runtime_error("no free port");
        }
        close(handle);
        return ntohs(address.sin_port);
    }
    [[nodiscard]] std::string client() const {
        return "mariadb --no-defaults -uroot -S " + socket_ + " gibbon";
    }
    [[nodiscard]] std::string pid_file() const { return (folder_.path() / "pid").string(); }

    TempFolder folder_{};
    std::string socket_{};
    unsigned int port_ = 0;
};

inline GibbonSchool& gibbon_school() {
    static GibbonSchool school;
    return school;
}

}  // namespace meldbrug::test
