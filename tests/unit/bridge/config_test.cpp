#include "bridge_fixtures.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <sys/stat.h>

using namespace meldbrug;
using namespace meldbrug::tests;
namespace fs = std::filesystem;

namespace {

class ConfigFile {
public:
    core::Result<bridge::Config> load(std::string_view json) const {
        const auto path = folder_.path() / "meldbrug.json";
        std::ofstream(path) << json;
        return bridge::load_config(path, std::nullopt);
    }
    /// Why it is refused; empty when it is not.
    std::string refusal(std::string_view json) const {
        const auto config = load(json);
        if (config) {
            return {};
        }
        CHECK(config.error().code == core::ErrorCode::invalid_config);
        CHECK(config.error().line().find("meldbrug.json") != std::string::npos);
        return config.error().line();
    }
    void write(const char* name, std::string_view content, mode_t mode) const {
        std::ofstream(folder_.path() / name) << content;
        ::chmod((folder_.path() / name).c_str(), mode);
    }
    [[nodiscard]] const fs::path& folder() const { return folder_.path(); }

private:
    TempFolder folder_;
};

}  // namespace

TEST_CASE("without a file there are defaults that are safe: the loopback, no mail") {
    const auto config = bridge::load_config(std::nullopt, fs::path("/somewhere/school.db")).value();
    CHECK(config.host == "127.0.0.1");
    CHECK(config.port == 8470);
    CHECK(config.store == "/somewhere/school.db");
    CHECK_FALSE(config.mail);
    CHECK(config.adapters.empty());
    CHECK(bridge::load_config(std::nullopt, std::nullopt)->store.is_absolute());
}

TEST_CASE("everything in the file arrives, paths are meant from where the file lies") {
    const ConfigFile file;
    file.write("secret", "p4ss\n", 0600);
    const auto config = must(file.load(R"json({
        "school": "05AA", "school_name": "De Regenboog (fictief)", "route": "twente", "region": "zuid", "store": "data/school.db",
        "host": "localhost", "port": 9000, "board_url": "https://bord.school.example/",
        "mail": {"host": "mail.school.example", "port": 2525, "security": "starttls", "user": "u", "password_file": "secret",
                 "from": "meldbrug@school.example", "ca_file": "ca.pem", "timeout_seconds": 5},
        "adapters": [{"adapter": "folder", "settings": {"path": "/in"}}, {"adapter": "demo"}]
})json"));
    CHECK(config.school == "05AA");
    CHECK(config.school_name == "De Regenboog (fictief)");
    CHECK(config.route == "twente");
    CHECK(config.region == "zuid");
    CHECK(config.store == file.folder() / "data" / "school.db");
    CHECK(config.port == 9000);
    CHECK(config.board_url == "https://bord.school.example/");
    REQUIRE(config.mail);
    CHECK(config.mail->port == 2525);
    CHECK(config.mail->security == mail::Security::starttls);
    CHECK(config.mail->password.reveal() == "p4ss");
    CHECK(config.mail->ca_file == file.folder() / "ca.pem");
    CHECK(config.mail->timeout == std::chrono::seconds{5});
    REQUIRE(config.adapters.size() == 2);
    CHECK(config.adapters[0].settings.at("path") == "/in");
    CHECK(config.adapters[1].settings == core::Json::object());
}

TEST_CASE("what is on the command line goes before the file") {
    const ConfigFile file;
    must(file.load(R"({"store": "data/school.db"})"));
    CHECK(bridge::load_config(file.folder() / "meldbrug.json", fs::path("/other.db"))->store ==
          "/other.db");
}

TEST_CASE("no other category is looked at unless the file names it") {
    const ConfigFile file;
    CHECK(must(file.load("{}")).other_categories.empty());
    CHECK(must(file.load(R"({"other_categories": ["Oudergesprek", "Gedrag"]})")).other_categories ==
          std::vector<std::string>{"Oudergesprek", "Gedrag"});
    for (const char* wrong : {R"({"other_categories": "Gedrag"})", R"({"other_categories": [""]})",
                              R"({"other_categories": [1]})"}) {
        CHECK(contains(file.refusal(wrong), "'/other_categories'"));
    }
}

TEST_CASE("extensions may call once their origin stands in the configuration") {
    const ConfigFile file;
    CHECK(must(file.load("{}")).extension_origins.empty());
    const std::string chromium = "chrome-extension://abcdefghijklmnopabcdefghijklmnop";
    const std::string firefox = "moz-extension://0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";
    CHECK(must(file.load(R"({"extension_origins": [")" + chromium + R"(", ")" + firefox + R"("]})"))
              .extension_origins == std::vector{chromium, firefox});
    for (const char* wrong : {"\"*\"", "\"http://lvs.school.example\"", "\"chrome-extension://*\"",
                              "\"chrome-extension://abcdefghijklmnopabcdefghijklmnop/\"",
                              "\"chrome-extension://abcdefghijklmnopabcdefghijklmnoq\"",
                              "\"moz-extension://0a1b2c3d-0a1b-0a1b-0a1b\"", "1"}) {
        CAPTURE(wrong);
        CHECK(contains(file.refusal(R"({"extension_origins": [)" + std::string(wrong) + "]}"),
                       "'/extension_origins'"));
    }
}

TEST_CASE("a typing error is named, not ignored") {
    const ConfigFile file;
    CHECK(contains(file.refusal(R"({"schol": "05AA"})"), "'/schol'"));
    CHECK(contains(
        file.refusal(R"({"mail": {"host": "m", "from": "a@b.example", "securty": "tls"}})"),
        "'/mail/securty'"));
    CHECK(contains(file.refusal(R"({"adapters": [{"adapter": "folder", "setings": {}}]})"),
                   "'/adapters/0/setings'"));
    CHECK(contains(file.refusal(R"({"port": "8470"})"), "'/port'"));
    CHECK(contains(file.refusal(R"({"port": 70000})"), "'/port'"));
    CHECK(contains(file.refusal(R"({"port": 8470.5})"), "'/port'"));
    CHECK(contains(file.refusal(R"({"region": "oost"})"), "'/region'"));
    CHECK(contains(file.refusal(R"({"adapters": {}})"), "'/adapters'"));
    CHECK(contains(file.refusal(R"({"adapters": [{}]})"), "'/adapters/0/adapter'"));
    CHECK(contains(file.refusal(R"({"knowledge": "not-there"})"), "'/knowledge'"));
    CHECK(contains(file.refusal(R"({"host": "127.0.0.1\u0000.school.example"})"), "'/host'"));
    CHECK(contains(file.refusal(R"({"store": "a.db\n"})"), "'/store'"));
    CHECK_FALSE(file.refusal("[]").empty());
    CHECK_FALSE(file.refusal("{").empty());
}

TEST_CASE("the address in mails leads to a board and carries nothing along") {
    const ConfigFile file;
    const auto with = [](const std::string& url) { return R"({"board_url": ")" + url + "\"}"; };
    for (const auto& [url, host] : std::vector<std::pair<const char*, const char*>>{
             {"https://bord.school.example", "bord.school.example"},
             {"https://bord.school.example/", "bord.school.example"},
             {"http://192.168.1.10:8470/meld/brug/", "192.168.1.10"},
             {"https://[2001:db8::7]:443/", "[2001:db8::7]"},
             {"http://localhost:65535", "localhost"}}) {
        CAPTURE(url);
        CHECK(file.refusal(with(url)).empty());
        CHECK(bridge::host_of_board(url) == host);
    }
    for (const char* url : {"bord.school.example",
                            "//bord.school.example/",
                            "ftp://bord.school.example/",
                            "javascript:alert(1)",
                            "https://",
                            "https:///pad",
                            "https://:8470/",
                            "https://?a=b",
                            "https://ib:geheim@bord.school.example/",
                            "https://ib@bord.school.example/",
                            "https://bord.school.example/?pupil=2150",
                            "https://bord.school.example?pupil=2150",
                            "https://bord.school.example/#2150",
                            "https://bord.school.example:0/",
                            "https://bord.school.example:65536/",
                            "https://bord.school.example:/",
                            "https://bord.school.example:80x/",
                            "https://bord school.example/",
                            "https://bord.school.example/een bord",
                            "https://bord..example/",
                            "https://-/",
                            "https://[::1",
                            "https://[]/",
                            "https://[::1]x/",
                            "https://bord_school.example/",
                            "https://bord.sch\u00f6ol.example/",
                            "https://bord.school.example/<b>"}) {
        CAPTURE(url);
        const std::string refusal = file.refusal(with(url));
        CHECK(contains(refusal, "'/board_url'"));
        CHECK_FALSE(contains(refusal, "geheim"));
    }
    CHECK(must(file.load(with(""))).board_url.empty());
}

TEST_CASE("an address that others can reach needs TLS") {
    const ConfigFile file;
    CHECK(contains(file.refusal(R"({"host": "0.0.0.0"})"), "tls_certificate"));
    CHECK(contains(file.refusal(R"({"host": "192.168.1.10", "tls_certificate": "c.pem"})"),
                   "tls_key"));
    CHECK(
        file.refusal(R"({"host": "192.168.1.10", "tls_certificate": "c.pem", "tls_key": "k.pem"})")
            .empty());
    CHECK(file.refusal(R"({"host": "127.0.0.2"})").empty());
}

TEST_CASE("a password lies in a file of its own that nobody else can read") {
    const ConfigFile file;
    const auto with = [](const char* password) {
        return std::string(R"({"mail": {"host": "m", "user": "u", "from": "a@b.example")") +
               password + "}}";
    };
    CHECK(contains(file.refusal(with("")), "password_file"));
    CHECK(contains(file.refusal(with(R"(, "password": "p4ss")")), "password"));
    file.write("open", "p4ss", 0644);
    CHECK(contains(file.refusal(with(R"(, "password_file": "open")")), "chmod 600"));
    file.write("empty", "", 0600);
    CHECK(contains(file.refusal(with(R"(, "password_file": "empty")")), "empty"));
    CHECK(contains(file.refusal(with(R"(, "password_file": "missing")")), "cannot be read"));
    file.write("blank", "\r\np4ss\n", 0600);
    CHECK(contains(file.refusal(with(R"(, "password_file": "blank")")), "first line is empty"));
    file.write("good", "p4ss\r\n", 0600);
    CHECK(must(file.load(with(R"(, "password_file": "good")"))).mail->password.reveal() == "p4ss");
}

TEST_CASE("mail in the clear goes to this machine only, and needs a sender") {
    const ConfigFile file;
    CHECK(contains(
        file.refusal(
            R"({"mail": {"host": "mail.school.example", "security": "plain", "from": "a@b.example"}})"),
        "'/mail/security'"));
    CHECK(contains(
        file.refusal(
            R"({"mail": {"host": "127.school.example", "security": "plain", "from": "a@b.example"}})"),
        "'/mail/security'"));
    CHECK(file.refusal(
                  R"({"mail": {"host": "127.0.0.1", "security": "plain", "from": "a@b.example"}})")
              .empty());
    CHECK(contains(file.refusal(R"({"mail": {"host": "m", "from": "a@b.example, c@d.example"}})"),
                   "'/mail/from'"));
    CHECK(contains(file.refusal(R"({"mail": {"from": "a@b.example"}})"), "'/mail/host'"));
    CHECK(must(file.load(R"({"mail": {"host": "m", "security": "tls", "from": "a@b.example"}})"))
              .mail->port == 465);
}
