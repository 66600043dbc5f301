/// \file
/// Connections that have not said yet what they want: they wait here and not in a worker.
///
/// The server library gives each connection a thread, also while its client is silent: a few silent
/// clients would keep everybody else out. Here a thousand of them cost a descriptor each. A
/// connection is handed on once its request's head is whole (over TLS: once its first bytes are
/// there, for what follows is not ours to read yet), and dropped when that takes too long. When too
/// many wait, those that waited longest go.
///
/// Errors:   none: a connection that cannot be kept is closed.
/// Threads:  one thread, the one that accepts.
#pragma once

#include <Poco/Net/Context.h>
#include <Poco/Net/ServerSocketImpl.h>

#include <chrono>
#include <cstddef>
#include <deque>
#include <unordered_map>

namespace meldbrug::http {

class WaitingRoom final : public Poco::Net::ServerSocketImpl {
public:
    /// \param tls  null: in the clear
    explicit WaitingRoom(Poco::Net::Context::Ptr tls);

    void listen(int backlog) override;
    /// Whether a connection is ready to be answered; waits for one that long.
    bool poll(const Poco::Timespan& timeout, int mode) override;
    /// \pre `poll` said so
    Poco::Net::SocketImpl* acceptConnection(Poco::Net::SocketAddress& client) override;
    void close() override;
    /// The library counts references to it and ends it itself.
    ~WaitingRoom() override;

private:
    using Clock = std::chrono::steady_clock;
    void take_events(int milliseconds);
    void accept_all();
    void look_at(int descriptor);
    void drop(int descriptor);
    void drop_the_oldest();
    void drop_the_late();
    void close_all();

    Poco::Net::Context::Ptr tls_;
    int events_ = -1;
    std::unordered_map<int, Clock::time_point> waiting_;      ///< since when
    std::deque<std::pair<int, Clock::time_point>> in_order_;  ///< of arrival; some are gone already
    std::deque<int> ready_;
};

}  // namespace meldbrug::http
