/// \file
/// Terms that come near or pass become content-free mails, each rung once, whatever happens in between.
///
/// Written before sent: a rung becomes a delivery row and an outbox message in one transaction; the sender works through the outbox.
/// Due rungs are asked of the store by date, never of a timer, so that days on which the bridge was off are caught up.
///
/// Errors:   Result; a mail server that does not answer leaves the message in the outbox with its next attempt.
/// Threads:  `sweep` and `deliver` may be called from one scheduler thread; the store serialises with others.
/// Privacy:  a mail holds no name, class, step, category or date of a dossier: a sentence and a link to the board.
#pragma once

#include <cstddef>

#include "meldbrug/bridge/bridge.hpp"
#include "meldbrug/core/date.hpp"
#include "meldbrug/core/result.hpp"

namespace meldbrug::bridge {

struct SweepCounts {
    std::size_t rungs = 0;     ///< rungs that became due since the last sweep
    std::size_t messages = 0;  ///< mails written to the outbox (several rungs of one person share a mail)
};

/// Writes what became due by `now` to the outbox.
core::Result<SweepCounts> sweep_reminders(Bridge& bridge, core::Instant now);

struct DeliveryCounts {
    std::size_t sent = 0, failed = 0, waiting = 0;
};

/// Tries every message of the outbox whose next attempt is due.
core::Result<DeliveryCounts> deliver_outbox(Bridge& bridge, core::Instant now);

}  // namespace meldbrug::bridge
