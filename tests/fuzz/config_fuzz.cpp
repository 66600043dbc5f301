// The configuration is written by hand at the school: whatever it holds, what is accepted is safe
// to run with, and a refusal names file and field and quotes no value (it may be a password).
#include "fuzz/require.hpp"
#include "support/temp_folder.hpp"

#include "adapters/all_adapters.hpp"
#include "meldbrug/bridge/config.hpp"
#include "meldbrug/core/json.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

using namespace meldbrug;

using test::require;

namespace {

/// What stands in the corpus where a school has something secret.
constexpr std::string_view secret = "GEHEIM";

bool holds_secret(std::string_view text) {
    return text.find(secret) != std::string_view::npos;
}

/// Names of fields are quoted, and may be.
bool named_secret(const core::Json& json) {
    if (!json.is_structured()) {
        return false;
    }
    const auto& entries = json.items();
    return std::any_of(entries.begin(), entries.end(), [&json](const auto& entry) {
        return (json.is_object() && holds_secret(entry.key())) || named_secret(entry.value());
    });
}

void check_refusal(const core::Error& error, const core::Json& json) {
    require(error.code == core::ErrorCode::invalid_config);
    require(!error.message.empty());
    require(holds_secret(error.line()) == false || named_secret(json));
}

/// Digits and dots: no name of another machine reads like that.
bool stays_here(std::string_view host) {
    return host == "localhost" || host == "::1" ||
           (host.starts_with("127.") &&
            host.find_first_not_of("0123456789.") == std::string_view::npos);
}

void check(const bridge::Config& config) {
    require(!config.school.empty() && config.port != 0 && !config.store.empty());
    require(stays_here(config.host) || (config.tls_certificate && config.tls_key));
    if (const auto& mail = config.mail) {
        require(mail::is_address(mail->from) && !mail->host.empty() && mail->port != 0);
        require(mail->security != mail::Security::plain || stays_here(mail->host));
        require(mail->user.empty() || !mail->password.reveal().empty());
        require(mail->timeout >= std::chrono::seconds{1});
    }
}

void configure_adapters(const bridge::Config& config, const core::Json& json) {
    for (const auto& adapter : adapters::all_adapters()) {
        for (const auto& entry : config.adapters) {
            if (entry.adapter != adapter->manifest().name) {
                continue;
            }
            if (const auto status = adapter->configure(entry.settings); !status) {
                check_refusal(status.error(), json);
            }
        }
    }
}

/// A folder with the files that the corpus names.
class Place {
public:
    Place() {
        const auto password = folder_.write("wachtwoord", std::string(secret) + "\n");
        std::filesystem::permissions(password, std::filesystem::perms::owner_read);
        folder_.write("leeg", "\n");
        std::filesystem::permissions(folder_.path() / "leeg", std::filesystem::perms::owner_read);
        folder_.write("eigen/leesmij", "");
    }
    [[nodiscard]] std::string file() const { return (folder_.path() / "meldbrug.json").string(); }

private:
    test::TempFolder folder_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Place place;
    static const std::string file = place.file();
    const auto json = core::parse_json({reinterpret_cast<const char*>(data), size}, file);
    if (!json) {
        return 0;
    }
    const auto config = bridge::config_from_json(*json, file);
    if (!config) {
        check_refusal(config.error(), *json);
        require(config.error().line().find(file) != std::string::npos);
        return 0;
    }
    check(*config);
    configure_adapters(*config, *json);
    return 0;
}
