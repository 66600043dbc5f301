#include "access.hpp"
#include "audit_head.hpp"

#include "meldbrug/store/store.hpp"

#include <sodium.h>

#include <algorithm>

namespace meldbrug::store {

namespace {

class Chain {
public:
    explicit Chain(const AuditHash& before) {
        crypto_hash_sha256_init(&state_);
        crypto_hash_sha256_update(&state_, before.data(), before.size());
    }
    void add(std::int64_t number) {
        std::array<unsigned char, sizeof number> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            bytes[i] = static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> (8 * i));
        }
        crypto_hash_sha256_update(&state_, bytes.data(), bytes.size());
    }
    void add(std::string_view text) {
        add(static_cast<std::int64_t>(text.size()));
        crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(text.data()),
                                  text.size());
    }
    [[nodiscard]] AuditHash finish() {
        AuditHash hash{};
        crypto_hash_sha256_final(&state_, hash.data());
        return hash;
    }

private:
    crypto_hash_sha256_state state_{};
};

/// The canonical bytes of audit.hpp.
AuditHash hash_of(const AuditHash& before, const AuditEntry& entry, std::string_view school) {
    Chain chain(before);
    chain.add(entry.seq);
    chain.add(std::int64_t{entry.at.time_since_epoch().count()});
    chain.add(entry.times);
    for (const std::string_view text :
         {school, std::string_view(entry.person), std::string_view(entry.role),
          std::string_view(entry.act), std::string_view(entry.what), std::string_view(entry.about),
          std::string_view(entry.ground)}) {
        chain.add(text);
    }
    chain.add(static_cast<std::int64_t>(entry.dossiers.size()));
    for (const auto& dossier : entry.dossiers) {
        chain.add(dossier);
    }
    return chain.finish();
}

/// Kept as one text: a number of a dossier has no space in it.
std::string joined(const std::vector<std::string>& dossiers) {
    std::string text;
    for (const auto& dossier : dossiers) {
        text += (text.empty() ? "" : " ") + dossier;
    }
    return text;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

AuditEntry entry_in(const Query& row) {
    return {.seq = row.integer(0),
            .at = row.instant(1),
            .person = row.string(2),
            .role = row.string(3),
            .act = row.string(4),
            .what = row.string(5),
            .about = row.string(6),
            .ground = row.string(7),
            .times = row.integer(8),
            .dossiers = split(row.text(9))};
}

AuditHash hash_in(Bytes bytes) {
    AuditHash hash{};
    // Of another length it is no hash of ours and fits nothing.
    std::copy_n(bytes.begin(), std::min(bytes.size(), hash.size()), hash.begin());
    return hash;
}

/// Reads the chain from its beginning, row by row.
class Verification {
public:
    /// \return false at the first row that does not hold
    bool take(const AuditEntry& entry, std::string_view school, const AuditHash& stated) {
        const auto expected = report_.head.seq + 1;
        if (entry.seq != expected) {
            fail(AuditFault::removed, expected);
            return false;
        }
        const auto hash = hash_of(report_.head.hash, entry, school);
        if (hash != stated) {
            fail(AuditFault::changed, entry.seq);
            return false;
        }
        for (const auto& known : heads_) {
            if (known && known->seq == entry.seq && known->hash != hash) {
                fail(AuditFault::replaced, entry.seq);
                return false;
            }
        }
        report_.head = {entry.seq, hash};
        ++report_.entries;
        dossiers_ += static_cast<std::int64_t>(entry.dossiers.size());
        return true;
    }

    /// \param head     of the file beside the store
    /// \param noted    by a person, elsewhere; may be nothing
    void know(const std::optional<AuditHead>& head, const std::optional<AuditHead>& noted) {
        heads_ = {head, noted};
    }

    [[nodiscard]] AuditReport finish(std::int64_t indexed) {
        for (const auto& known : heads_) {
            if (report_.fault == AuditFault::none && known && known->seq > report_.head.seq) {
                fail(AuditFault::truncated, report_.head.seq + 1);
            }
        }
        if (report_.fault == AuditFault::none && !heads_[0]) {
            fail(AuditFault::head_gone, 0);
        }
        if (report_.fault == AuditFault::none && indexed != dossiers_) {
            fail(AuditFault::index, 0);
        }
        return report_;
    }

    void fail(AuditFault fault, std::int64_t first_bad) {
        report_.fault = fault;
        report_.first_bad = first_bad;
    }

private:
    AuditReport report_;
    std::array<std::optional<AuditHead>, 2> heads_;
    std::int64_t dossiers_ = 0;
};

}  // namespace

std::string_view name_of(AuditFault fault) {
    switch (fault) {
        case AuditFault::none:
            return "none";
        case AuditFault::changed:
            return "changed";
        case AuditFault::removed:
            return "removed";
        case AuditFault::truncated:
            return "truncated";
        case AuditFault::replaced:
            return "replaced";
        case AuditFault::head_gone:
            return "head_gone";
        case AuditFault::index:
            return "index";
    }
    return "changed";
}

core::Result<std::vector<AuditEntry>> View::audit(const AuditQuery& query) {
    return guarded([&] {
        std::vector<AuditEntry> entries;
        const auto take = [&](const Query& row) {
            AuditEntry entry = entry_in(row);
            if ((query.person && entry.person != *query.person) ||
                (query.since && entry.at < *query.since)) {
                return;
            }
            entries.push_back(std::move(entry));
        };
        const auto enough = [&] { return query.last != 0 && entries.size() >= query.last; };
        if (!query.dossiers) {
            Query rows(database_->statement("SELECT seq, at, person, role, act, what, about, "
                                            "ground, times, dossiers FROM audit WHERE school = ? "
                                            "ORDER BY seq DESC"),
                       school_);
            while (!enough() && rows.next()) {
                take(rows);
            }
        } else {
            const std::string wanted = joined(*query.dossiers);
            // The numbers as a table: a pupil has a handful of dossiers at most.
            Query rows(database_->statement(
                           "WITH RECURSIVE wanted(dossier, rest) AS (SELECT '', ?2 || ' ' UNION "
                           "ALL SELECT substr(rest, 1, instr(rest, ' ') - 1), substr(rest, "
                           "instr(rest, ' ') + 1) FROM wanted WHERE rest <> '') SELECT seq, at, "
                           "person, role, act, what, about, ground, times, dossiers FROM audit "
                           "WHERE school = ?1 AND seq IN (SELECT d.seq FROM wanted JOIN "
                           "audit_dossier d ON d.school = ?1 AND d.dossier = wanted.dossier) "
                           "ORDER BY seq DESC"),
                       school_, wanted);
            while (!enough() && rows.next()) {
                take(rows);
            }
        }
        std::reverse(entries.begin(), entries.end());
        return entries;
    });
}

core::Status Change::record(AuditEntry entry) {
    return guarded([&] {
        const auto before = lease_->audit_head ? *lease_->audit_head : end_of_audit(*database_);
        entry.seq = before.seq + 1;
        std::sort(entry.dossiers.begin(), entry.dossiers.end());
        entry.dossiers.erase(std::unique(entry.dossiers.begin(), entry.dossiers.end()),
                             entry.dossiers.end());
        const auto hash = hash_of(before.hash, entry, school_);
        const std::string dossiers = joined(entry.dossiers);
        Query(database_->statement("INSERT INTO audit (seq, school, at, person, role, act, what, "
                                   "about, ground, times, dossiers, hash) VALUES (?, ?, ?, ?, ?, "
                                   "?, ?, ?, ?, ?, ?, ?)"),
              entry.seq, school_, entry.at, entry.person, entry.role, entry.act, entry.what,
              entry.about, entry.ground, entry.times, dossiers, Bytes(hash))
            .run();
        for (const auto& dossier : entry.dossiers) {
            Query(database_->statement(
                      "INSERT INTO audit_dossier (school, dossier, seq) VALUES (?, ?, ?)"),
                  school_, dossier, entry.seq)
                .run();
        }
        lease_->audit_head = AuditHead{entry.seq, hash};
        return core::Done{};
    });
}

core::Result<std::vector<std::string>> Change::touched_dossiers() {
    std::vector<std::string> numbers;
    for (const auto& pupil : lease_->touched) {
        auto dossiers = dossiers_of(pupil);
        if (!dossiers) {
            return dossiers.error();
        }
        for (auto& dossier : *dossiers) {
            numbers.push_back(std::move(dossier.number));
        }
    }
    return numbers;
}

AuditHead end_of_audit(Database& database) {
    Query last(database.statement("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1"));
    return last.next() ? AuditHead{last.integer(0), hash_in(last.bytes(1))} : AuditHead{};
}

bool audit_has(Database& database, const AuditHead& head) {
    if (head.seq == 0) {
        return head == AuditHead{};
    }
    Query row(database.statement("SELECT hash FROM audit WHERE seq = ?"), head.seq);
    return row.next() && hash_in(row.bytes(0)) == head.hash;
}

void begin_audit(Database& database) {
    const auto end = end_of_audit(database);
    const AuditHeadFile file(database.file());
    if (end == AuditHead{} && !file.read()) {
        file.replace({});
    }
    // Where a crash came between a commit and its head.
    tell_audit_head(database, end);
}

void tell_audit_head(Database& database, const AuditHead& head) {
    AuditHeadFile(database.file()).advance(head, [&](const AuditHead& present) {
        return audit_has(database, present);
    });
}

AuditReport verify_audit(Database& database, const std::optional<AuditHead>& head,
                         const std::optional<AuditHead>& noted) {
    Verification verification;
    verification.know(head, noted);
    Query rows(
        database.statement("SELECT seq, at, person, role, act, what, about, ground, times, "
                           "dossiers, school, hash FROM audit ORDER BY seq"));
    while (rows.next() &&
           verification.take(entry_in(rows), rows.text(10), hash_in(rows.bytes(11)))) {
    }
    // Each row of the list belongs to an entry that says so, and there are as many as those say.
    Query indexed(database.statement(
        "SELECT count(*), count(a.seq) FROM audit_dossier d LEFT JOIN audit a ON a.seq = d.seq AND "
        "a.school = d.school AND instr(' ' || a.dossiers || ' ', ' ' || d.dossier || ' ') > 0"));
    const bool whole = indexed.next() && indexed.integer(0) == indexed.integer(1);
    return verification.finish(whole ? indexed.integer(0) : -1);
}

}  // namespace meldbrug::store
