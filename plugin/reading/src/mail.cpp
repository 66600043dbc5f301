#include "mail.hpp"

#include "date_finder.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <optional>

namespace meldbrug::reading {

namespace {

// "Op maandag 12 maart 2026 om 14:02 schreef mevrouw J. de Vries:" is about as long as it gets.
constexpr std::uint32_t longest_head = 40;

// A thread has a few days; each is one more look for dates, and the whole stays linear.
constexpr std::size_t most_days = 8;

class Thread {
public:
    Thread(std::string_view text, const Tokens& tokens, const Vocabulary::Compiled& vocabulary,
           const std::vector<DateExpression>& dates)
        : text_(text), tokens_(tokens), vocabulary_(vocabulary), dates_(dates) {}

    std::vector<MailPart> run() {
        for (std::uint32_t i = 0; i < tokens_.size();) {
            const std::uint32_t end = line_end(i);
            line(i, end);
            i = end + 1;
        }
        return std::move(parts_);
    }

private:
    [[nodiscard]] std::uint32_t line_end(std::uint32_t i) const {
        while (i < tokens_.size() && tokens_[i].kind != Token::Kind::newline) {
            ++i;
        }
        return i;
    }
    [[nodiscard]] bool blank_after(std::uint32_t end) const {
        if (end == tokens_.size()) {
            return false;
        }
        const Token& token = tokens_[end];
        const std::string_view raw = text_.substr(token.start, token.end - token.start);
        return std::count(raw.begin(), raw.end(), '\n') > 1;
    }

    void line(std::uint32_t first, std::uint32_t end) {
        const bool marked = first < end && tokens_[first].is(">");
        while (first < end && (tokens_[first].kind == Token::Kind::punct)) {
            ++first;  // "> Van:", "* Van:"
        }
        if (quoted_ && !marked) {
            open(first);  // what nobody quotes is the writer's again
            quoted_ = false;
        }
        if (first < end && !head(first, end, marked)) {
            closing_ = closing_ || (!parts_.empty() && is(first, Head::close) != 0);
        }
        if ((closing_ || short_) && blank_after(end)) {
            open(end);
        }
    }

    using Head = MailHead;
    /// How many tokens from there are such a head; 0 when none.
    [[nodiscard]] std::uint32_t is(std::uint32_t i, Head head) const {
        const PhraseTable& heads = vocabulary_.mail_heads;
        const auto match = heads.longest([&](std::size_t n) {
            return i + n < tokens_.size() ? heads.id_of(tokens_[i + n]) : WordId{0};
        });
        return match.length > 0 && match.concepts->has(static_cast<std::size_t>(head))
                   ? static_cast<std::uint32_t>(match.length)
                   : 0;
    }
    [[nodiscard]] bool colon_at(std::uint32_t i, std::uint32_t end) const {
        return i < end && tokens_[i].is(":");
    }

    /// Whether the line heads something of a mail.
    bool head(std::uint32_t first, std::uint32_t end, bool marked) {
        if (const std::uint32_t words = is(first, Head::from);
            words > 0 && colon_at(first + words, end)) {
            begin(first, sender(first + words, end));
            quoted_ = marked;
            closing_ = short_ = false;
            return true;
        }
        if (const std::uint32_t words = is(first, Head::sent);
            words > 0 && colon_at(first + words, end) && !parts_.empty()) {
            MailPart& part = parts_.back();
            part.sent = date_in(first, end);
            part.first_sent = first;
            part.end_sent = end;
            return true;
        }
        if (const std::uint32_t words = is(first, Head::own);
            words > 0 && (colon_at(first + words, end) || first + words == end)) {
            open(first);
            return true;
        }
        if (end - first <= longest_head && end > first && tokens_[end - 1].is(":")) {
            for (std::uint32_t i = first; i < end; ++i) {
                const std::optional<core::Date> sent = date_in(first, end);
                const bool quotes = end + 1 < tokens_.size() && tokens_[end + 1].is(">");
                if (is(i, Head::wrote) != 0 && (sent || marked || quotes)) {
                    begin(first, sender(first, end));
                    parts_.back().sent = sent;
                    quoted_ = quotes || marked;
                    closing_ = false;
                    short_ = !quoted_;
                    return true;
                }
            }
        }
        return false;
    }

    struct Sender {
        Concepts what;
        bool nameless = false;
    };
    void begin(std::uint32_t token, const Sender& sender) {
        MailPart part;
        part.first_token = token;
        part.sender = sender.what;
        part.nameless = sender.nameless;
        parts_.push_back(part);
    }
    /// From there on the note's own writer speaks again.
    void open(std::uint32_t token) {
        if (!parts_.empty()) {
            begin(token, {});
        }
        quoted_ = closing_ = short_ = false;
    }

    /// The first person whom the heading names by what he is; nothing of one of us.
    [[nodiscard]] Sender sender(std::uint32_t i, std::uint32_t end) const {
        const PhraseTable& phrases = vocabulary_.phrases;
        constexpr GrammarSet outside{Grammar::parent, Grammar::agency, Grammar::third,
                                     Grammar::pupil};
        Sender result;
        bool named = false;
        while (i < end) {
            const auto match = phrases.longest([&](std::size_t n) {
                return i + n < end ? phrases.id_of(tokens_[i + n]) : WordId{0};
            });
            if (match.length > 0) {
                if (match.concepts->intersects(GrammarSet{Grammar::staff, Grammar::we})) {
                    return {};
                }
                if (result.what.empty() && match.concepts->intersects(outside)) {
                    result.what = *match.concepts;
                }
            } else {
                named = named || tokens_[i].kind == Token::Kind::word;
            }
            i += static_cast<std::uint32_t>(std::max<std::size_t>(match.length, 1));
        }
        result.nameless = named && result.what.empty();
        return result;
    }

    [[nodiscard]] std::optional<core::Date> date_in(std::uint32_t first, std::uint32_t end) const {
        const std::uint32_t from = tokens_[first].start;
        const auto date = std::lower_bound(
            dates_.begin(), dates_.end(), from,
            [](const DateExpression& d, std::uint32_t at) { return d.byte_start < at; });
        return date != dates_.end() && date->byte_start < tokens_[end - 1].end &&
                       date->kind == DateExpression::Kind::date
                   ? date->last_day()
                   : std::nullopt;
    }

    std::string_view text_;
    const Tokens& tokens_;
    const Vocabulary::Compiled& vocabulary_;
    const std::vector<DateExpression>& dates_;
    std::vector<MailPart> parts_;
    bool quoted_ = false;   // the part is made of marked lines
    bool closing_ = false;  // "Met vriendelijke groet": the next blank line ends the mail
    bool short_ = false;    // quoted without any mark: to the next blank line
};

}  // namespace

std::vector<MailPart> mail_parts(std::string_view text, const Tokens& tokens,
                                 const Vocabulary::Compiled& vocabulary,
                                 const std::vector<DateExpression>& dates) {
    return Thread(text, tokens, vocabulary, dates).run();
}

std::vector<DateExpression> dates_told(std::string_view text, const Tokens& tokens,
                                       const Vocabulary::Compiled& vocabulary,
                                       const DateContext& context, std::vector<MailPart>& mails) {
    auto dates = dates_in(tokens, context);
    mails = mail_parts(text, tokens, vocabulary, dates);
    std::size_t looks = 0;
    for (std::size_t i = 0; i < mails.size() && looks < most_days; ++i) {
        if (!mails[i].sent || *mails[i].sent >= context.reference) {
            continue;
        }
        ++looks;
        const std::size_t first = tokens[mails[i].first_token].start;
        const std::size_t end = i + 1 < mails.size() ? tokens[mails[i + 1].first_token].start
                                                     : std::numeric_limits<std::size_t>::max();
        const auto elsewhere = [&](const DateExpression& date) {
            return date.byte_start < first || date.byte_start >= end;
        };
        DateContext then = context;
        then.reference = *mails[i].sent;
        auto told = dates_in(tokens, then);
        told.erase(std::remove_if(told.begin(), told.end(), elsewhere), told.end());
        dates.erase(std::stable_partition(dates.begin(), dates.end(), elsewhere), dates.end());
        const auto after =
            std::find_if(dates.begin(), dates.end(),
                         [&](const DateExpression& date) { return date.byte_start >= end; });
        dates.insert(after, std::make_move_iterator(told.begin()),
                     std::make_move_iterator(told.end()));
    }
    return dates;
}

}  // namespace meldbrug::reading
