/// \file
/// A real mail server (tests/integration/mail/server.py) for as long as a test needs it, and
/// certificates for it.
#pragma once

#include "support/temp_folder.hpp"

#include "meldbrug/core/json.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace meldbrug::test::mailing {

/// A child process whose standard output is read and whose standard input ends with this object.
class Child {
public:
    explicit Child(const std::vector<std::string>& command) {
        int in[2];
        int out[2];
        REQUIRE(pipe(in) == 0);
        REQUIRE(pipe(out) == 0);
        pid_ = fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) {
            dup2(in[0], STDIN_FILENO);
            dup2(out[1], STDOUT_FILENO);
            for (const int descriptor : {in[0], in[1], out[0], out[1]}) {
                ::close(descriptor);
            }
            std::vector<char*> arguments;
            for (const std::string& argument : command) {
                arguments.push_back(const_cast<char*>(argument.c_str()));
            }
            arguments.push_back(nullptr);
            execvp(arguments[0], arguments.data());
            _exit(127);
        }
        ::close(in[0]);
        ::close(out[1]);
        input_ = in[1];
        output_ = out[0];
    }
    ~Child() {
        ::close(input_);
        ::close(output_);
        kill(pid_, SIGTERM);
        waitpid(pid_, nullptr, 0);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] std::string read_line() const {
        std::string line;
        for (char c = 0; read(output_, &c, 1) == 1 && c != '\n';) {
            line += c;
        }
        return line;
    }

private:
    pid_t pid_ = -1;
    int input_ = -1;
    int output_ = -1;
};

class MailServer {
public:
    explicit MailServer(const std::string& mode, std::vector<std::string> options = {},
                        std::uint16_t port = 0) {
        std::vector<std::string> command{"/usr/bin/python3",
                                         MELDBRUG_SOURCE_DIR "/tests/integration/mail/server.py",
                                         mode, folder_.path().string()};
        command.insert(command.end(), options.begin(), options.end());
        command.insert(command.end(), {"--port", std::to_string(port)});
        child_.emplace(command);
        const std::string line = child_->read_line();
        // Needs Debian's python3-aiosmtpd.
        REQUIRE(line.rfind("PORT ", 0) == 0);
        port_ = static_cast<std::uint16_t>(std::stoi(line.substr(5)));
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }

    /// What was taken, oldest first.
    [[nodiscard]] std::vector<core::Json> inbox() const {
        std::vector<core::Json> messages;
        std::ifstream file(folder_.path() / "inbox.jsonl");
        for (std::string line; std::getline(file, line);) {
            messages.push_back(core::parse_json(line, "inbox").value());
        }
        return messages;
    }

    /// Every byte that a scripted server received in clear.
    [[nodiscard]] std::string wire() const {
        std::ifstream file(folder_.path() / "wire.log", std::ios::binary);
        std::ostringstream content;
        content << file.rdbuf();
        return content.str();
    }

private:
    test::TempFolder folder_;
    std::optional<Child> child_;
    std::uint16_t port_ = 0;
};

/// A certificate authority of our own and certificates that hold or do not.
class Certificates {
public:
    Certificates() {
        openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Test CA' -addext "
            "basicConstraints=critical,CA:TRUE "
            "-keyout ca.key -out ca.pem");
        make("good", "localhost", "-days 2");
        make("elsewhere", "mail.school.example", "-days 2");
        make("expired", "localhost", "-days -1");
        openssl(
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "
            "subjectAltName=DNS:localhost "
            "-keyout selfsigned.key -out selfsigned.pem");
    }

    [[nodiscard]] std::filesystem::path ca() const { return folder_.path() / "ca.pem"; }
    /// The certificate and its key.
    [[nodiscard]] std::pair<std::string, std::string> files(const std::string& name) const {
        return {(folder_.path() / (name + ".pem")).string(),
                (folder_.path() / (name + ".key")).string()};
    }
    /// Options for the server.
    [[nodiscard]] std::vector<std::string> options(const std::string& name,
                                                   std::vector<std::string> more = {}) const {
        const auto [certificate, key] = files(name);
        std::vector<std::string> options{"--cert", certificate, "--key", key};
        options.insert(options.end(), more.begin(), more.end());
        return options;
    }

private:
    void make(const std::string& name, const std::string& host, const std::string& validity) {
        std::ofstream(folder_.path() / (name + ".ext")) << "subjectAltName=DNS:" << host << "\n";
        openssl("req -newkey rsa:2048 -nodes -subj /CN=" + host + " -keyout " + name +
                ".key -out " + name + ".csr");
        openssl("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -CAcreateserial " +
                validity + " -extfile " + name + ".ext -out " + name + ".pem");
    }
    void openssl(const std::string& arguments) {
        const std::string command =
            "cd '" + folder_.path().string() + "' && openssl " + arguments + " >log 2>&1";
        INFO(command);
        REQUIRE(std::system(command.c_str()) == 0);  // NOLINT(cert-env33-c): our own words only
    }
    test::TempFolder folder_;
};

}  // namespace meldbrug::test::mailing
