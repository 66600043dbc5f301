/// \file
/// The API behind the gate: which targets there are, who may call them, and what they answer. Knows
/// nothing of sockets.
///
/// Two ways to be somebody:
/// - `Authorization: Bearer <token>`: a device token, for an extension or a program that pushes
/// notes;
/// - `Authorization: Board <key>` with the session cookie: the board. The token is split: the
/// cookie holds one half, where no script can
/// read it, the page's own storage the other, where no other port of this machine gets it
/// (cookies are shared between ports, storage is not). Only a request of the board's own origin
/// may use it.
///
/// Who calls too often is told so (429): tries that nobody is known by, per address; calls, per
/// token. Memory for it is bounded.
///
/// Errors:   every failure is a problem (RFC 9457) without data.
/// Threads:  const members may run concurrently.
/// Source:   contract.md "HTTP"; plugin/board/openapi.json describes every target; a test holds the
///           two together.
/// Privacy:  rights are asked per target (bridge/rights.hpp), and once more for the texts of notes.
#pragma once

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/bridge/rights.hpp"
#include "meldbrug/core/json.hpp"
#include "meldbrug/core/result.hpp"
#include "meldbrug/http/answer.hpp"
#include "meldbrug/http/request_gate.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace meldbrug::http {

/// Who must be calling.
enum class Access : std::uint8_t {
    anyone,    ///< the target itself checks (a pairing code)
    paired,    ///< any person who is paired
    by_right,  ///< a person whose role may see `resource`
};

class Api;

/// What a handler gets.
struct Call {
    const bridge::Person& person;  ///< empty where anyone may call
    std::string_view token;        ///< that person's; empty where anyone may call
    Caller caller;
    std::string_view address;         ///< of who calls
    const core::Json& body;           ///< always an object, or an array where the target takes one
    std::vector<std::string>& shown;  ///< a handler adds the number of each dossier it shows
};

/// Who calls, and by which token.
struct Permit {
    bridge::Person person;
    std::string token;
    std::string address;
};

struct Endpoint {
    std::string_view target;
    Access access;
    bridge::Resource resource;  ///< for `by_right`
    std::size_t max_body;       ///< bytes
    bool takes_array;
    core::Result<Answer> (Api::*handler)(const Call& call) const;
    /// What is recorded before the answer leaves (bridge/audit.hpp). Empty where the target shows
    /// nothing of a pupil, or where the bridge records what it changes.
    std::string_view look = {};
};

struct ApiSettings {
    std::string cookie_name = "meldbrug";
    bool secure_cookie = false;  ///< over TLS
};

class Api {
public:
    Api(bridge::Bridge& bridge, ApiSettings settings);
    Api(Api&& other) noexcept;
    ~Api();

    [[nodiscard]] static std::span<const Endpoint> endpoints();
    [[nodiscard]] static const Endpoint* find(std::string_view target);

    /// Who calls, when that person may; else the refusal. Asked before the body is read.
    /// \param address  of who calls, for the audit of a refusal
    [[nodiscard]] std::variant<Permit, Answer> permit(const Endpoint& endpoint, Caller caller,
                                                      std::string_view authorization,
                                                      std::string_view cookies,
                                                      std::string_view address) const;
    /// That the gate let a request from that address not through.
    void refused(std::string_view address) const;
    [[nodiscard]] Answer answer(const Endpoint& endpoint, const Permit& permit, Caller caller,
                                std::string_view body) const;
    /// `GET /calendar/<secret>.ics`. \return 404, as for any page that is not there, unless somebody
    /// has that secret
    [[nodiscard]] Answer calendar(std::string_view target, std::string_view address) const;
    /// `GET /health`: what a monitor may know without a token.
    [[nodiscard]] Answer health() const;

private:
    [[nodiscard]] std::optional<std::string> token_of(Caller caller, std::string_view authorization,
                                                      std::string_view cookies) const;
    [[nodiscard]] std::string session_cookie(std::string_view value,
                                             std::string_view max_age) const;
    [[nodiscard]] core::Result<core::Date> as_of(const core::Json& body) const;

    [[nodiscard]] core::Result<Answer> pair(const Call& call) const;
    [[nodiscard]] core::Result<Answer> session(const Call& call) const;
    [[nodiscard]] core::Result<Answer> sign_out(const Call& call) const;
    [[nodiscard]] core::Result<Answer> badges(const Call& call) const;
    [[nodiscard]] core::Result<Answer> dossiers(const Call& call) const;
    [[nodiscard]] core::Result<Answer> dossier(const Call& call) const;
    [[nodiscard]] core::Result<Answer> terms(const Call& call) const;
    [[nodiscard]] core::Result<Answer> read(const Call& call) const;
    [[nodiscard]] core::Result<Answer> notes(const Call& call) const;
    [[nodiscard]] core::Result<Answer> confirm(const Call& call) const;
    [[nodiscard]] core::Result<Answer> misfiled(const Call& call) const;
    [[nodiscard]] core::Result<Answer> misfiled_seen(const Call& call) const;
    [[nodiscard]] core::Result<Answer> audit(const Call& call) const;
    [[nodiscard]] core::Result<Answer> own_notes(const Call& call) const;
    [[nodiscard]] core::Result<Answer> counts(const Call& call) const;
    [[nodiscard]] core::Result<Answer> invitations(const Call& call) const;
    [[nodiscard]] core::Result<Answer> invite(const Call& call) const;
    [[nodiscard]] core::Result<Answer> end_invitation(const Call& call) const;
    [[nodiscard]] core::Result<Answer> notices_for(const Call& call) const;
    [[nodiscard]] core::Result<Answer> acknowledge(const Call& call) const;
    [[nodiscard]] core::Result<Answer> weighing(const Call& call) const;
    [[nodiscard]] core::Result<Answer> hidings(const Call& call) const;
    [[nodiscard]] core::Result<Answer> hide(const Call& call) const;
    [[nodiscard]] core::Result<Answer> end_hiding(const Call& call) const;
    [[nodiscard]] core::Result<Answer> duties(const Call& call) const;
    [[nodiscard]] core::Result<Answer> duty_done(const Call& call) const;
    [[nodiscard]] core::Result<Answer> duty_undo(const Call& call) const;

    bridge::Bridge& bridge_;
    ApiSettings settings_;
    struct Limits;
    std::unique_ptr<Limits> limits_;
};

}  // namespace meldbrug::http
