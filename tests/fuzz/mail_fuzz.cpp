// Any values in a mail, and any bytes as a server's answer: what is composed is one message with
// one recipient, and an answer is taken whole, refused or waited for.
#include "fuzz/require.hpp"

#include "meldbrug/mail/message.hpp"
#include "meldbrug/mail/reply.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using meldbrug::test::require;

namespace {

using namespace meldbrug;

/// Header lines up to the blank line, continuation lines joined to theirs.
std::size_t count_headers(std::string_view head) {
    std::size_t headers = 0;
    while (!head.empty()) {
        const std::size_t end = head.find("\r\n");
        require(end != std::string_view::npos);
        headers += head.front() == ' ' ? 0U : 1U;
        head.remove_prefix(end + 2);
    }
    return headers;
}

void check_wire(const std::string& wire) {
    for (std::size_t i = 0; i < wire.size(); ++i) {
        const char c = wire[i];
        require(c != '\n' || (i > 0 && wire[i - 1] == '\r'));
        require(c != '\r' || (i + 1 < wire.size() && wire[i + 1] == '\n'));
        require(c == '\r' || c == '\n' || c == '\t' || (c >= ' ' && c < 0x7F));
    }
    const std::size_t blank = wire.find("\r\n\r\n");
    require(blank != std::string::npos);
    // Date, From, To, Subject, Message-ID, Auto-Submitted, MIME-Version, two of Content-*.
    require(count_headers(std::string_view(wire).substr(0, blank + 2)) == 9);
}

void compose(std::string_view data) {
    // Fields are parted by a byte that no UTF-8 holds.
    std::vector<std::string> fields(5);
    for (std::string& field : fields) {
        const std::size_t end = data.find('\xFF');
        field = std::string(data.substr(0, end));
        data = end == std::string_view::npos ? std::string_view{} : data.substr(end + 1);
    }
    const auto wire = mail::compose({.from = fields[0] + "a@school.example",
                                     .to = "b" + fields[1] + "@school.example",
                                     .subject = fields[2],
                                     .text = fields[3],
                                     .message_id = "c" + fields[4] + "@school.example"});
    if (wire.ok()) {
        check_wire(*wire);
    }
}

void parse(std::string_view data) {
    std::string bytes;
    mail::ReplyParser parser;
    for (std::size_t start = 0; start < data.size(); start += 7) {
        bytes += data.substr(start, 7);
        const auto reply = parser.take(bytes);
        if (!reply.ok()) {
            return;
        }
        if (reply->has_value()) {
            require((*reply)->code >= 200 && (*reply)->code < 600);
            const mail::Refused refused = mail::refusal(mail::Stage::recipient, **reply);
            require(!refused.permanent || (*reply)->code >= 500);
            static_cast<void>(mail::offered(**reply, "AUTH"));
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    compose(text);
    parse(text);
    return 0;
}
