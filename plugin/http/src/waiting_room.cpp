#include "waiting_room.hpp"

#include <Poco/Net/SecureStreamSocket.h>
#include <Poco/Net/SocketAddress.h>
#include <Poco/Net/StreamSocket.h>
#include <Poco/Net/StreamSocketImpl.h>
#include <Poco/Timespan.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace meldbrug::http {

namespace {

namespace net = Poco::Net;

/// More than a school has browsers, and with what else is open below the 1024 descriptors that a
/// program usually gets twice over: who has fewer keeps fewer (`drop_the_oldest`).
constexpr std::size_t most_waiting = 1500;
/// No client in the building needs longer to send a head.
constexpr auto head_deadline = std::chrono::seconds(15);
/// A head of ours is under 2 KiB; a longer one is for the library to refuse.
constexpr std::size_t longest_head = 8192;

void listen_for(int events, int descriptor, std::uint32_t what) {
    epoll_event event{};
    event.events = what;
    event.data.fd = descriptor;
    ::epoll_ctl(events, EPOLL_CTL_ADD, descriptor, &event);
}

}  // namespace

WaitingRoom::WaitingRoom(net::Context::Ptr tls)
    : tls_(std::move(tls)), events_(::epoll_create1(EPOLL_CLOEXEC)) {}

WaitingRoom::~WaitingRoom() {
    close_all();
    if (events_ >= 0) {
        ::close(events_);
    }
}

void WaitingRoom::listen(int backlog) {
    ServerSocketImpl::listen(backlog);
    const int listener = sockfd();
    ::fcntl(listener, F_SETFL, ::fcntl(listener, F_GETFL) | O_NONBLOCK);
    listen_for(events_, listener, EPOLLIN);
}

bool WaitingRoom::poll(const Poco::Timespan& timeout, int /*mode*/) {
    const auto until = Clock::now() + std::chrono::microseconds(timeout.totalMicroseconds());
    while (ready_.empty()) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        take_events(left > 0 ? static_cast<int>(left) : 0);
        drop_the_late();
        if (left <= 0) {
            break;
        }
    }
    return !ready_.empty();
}

net::SocketImpl* WaitingRoom::acceptConnection(net::SocketAddress& client) {
    const int descriptor = ready_.front();
    ready_.pop_front();
    Poco::AutoPtr<net::StreamSocketImpl> plain(new net::StreamSocketImpl(descriptor));
    client = plain->peerAddress();
    if (tls_.isNull()) {
        return plain.duplicate();
    }
    const auto secure = net::SecureStreamSocket::attach(net::StreamSocket(plain.duplicate()), tls_);
    net::SocketImpl* kept = secure.impl();
    kept->duplicate();
    return kept;
}

void WaitingRoom::close() {
    close_all();
    ServerSocketImpl::close();
}

void WaitingRoom::take_events(int milliseconds) {
    std::array<epoll_event, 64> events{};
    const int count =
        ::epoll_wait(events_, events.data(), static_cast<int>(events.size()), milliseconds);
    for (int i = 0; i < count; ++i) {
        const int descriptor = events.at(static_cast<std::size_t>(i)).data.fd;
        if (descriptor == sockfd()) {
            accept_all();
        } else {
            look_at(descriptor);
        }
    }
}

void WaitingRoom::accept_all() {
    for (;;) {
        const int descriptor = ::accept4(sockfd(), nullptr, nullptr, SOCK_CLOEXEC);
        if (descriptor < 0) {
            if ((errno == EMFILE || errno == ENFILE) && !waiting_.empty()) {
                drop_the_oldest();
                continue;
            }
            return;
        }
        if (waiting_.size() >= most_waiting) {
            drop_the_oldest();
        }
        const auto now = Clock::now();
        waiting_.emplace(descriptor, now);
        in_order_.emplace_back(descriptor, now);
        // Told once for each piece that arrives, so that half a head is not looked at in a loop.
        listen_for(events_, descriptor, EPOLLIN | EPOLLRDHUP | EPOLLET);
    }
}

void WaitingRoom::look_at(int descriptor) {
    if (!waiting_.contains(descriptor)) {
        return;  // dropped by an earlier event of the same turn
    }
    std::array<char, longest_head> head{};
    const auto length = ::recv(descriptor, head.data(), head.size(), MSG_PEEK | MSG_DONTWAIT);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (length <= 0) {
        drop(descriptor);
        return;
    }
    const std::string_view text(head.data(), static_cast<std::size_t>(length));
    if (!tls_.isNull() || text.size() == longest_head ||
        text.find("\r\n\r\n") != std::string_view::npos) {
        ::epoll_ctl(events_, EPOLL_CTL_DEL, descriptor, nullptr);
        waiting_.erase(descriptor);
        ready_.push_back(descriptor);
    }
}

void WaitingRoom::drop(int descriptor) {
    waiting_.erase(descriptor);
    ::close(descriptor);  // which ends its events too
}

void WaitingRoom::drop_the_oldest() {
    while (!in_order_.empty()) {
        const auto [descriptor, since] = in_order_.front();
        in_order_.pop_front();
        const auto found = waiting_.find(descriptor);
        // The number may be another connection's by now.
        if (found != waiting_.end() && found->second == since) {
            drop(descriptor);
            return;
        }
    }
}

void WaitingRoom::drop_the_late() {
    const auto now = Clock::now();
    while (!in_order_.empty()) {
        const auto [descriptor, since] = in_order_.front();
        const auto found = waiting_.find(descriptor);
        const bool is_waiting = found != waiting_.end() && found->second == since;
        if (is_waiting && now - since < head_deadline) {
            return;
        }
        in_order_.pop_front();
        if (is_waiting) {
            drop(descriptor);
        }
    }
}

void WaitingRoom::close_all() {
    for (const auto& [descriptor, since] : waiting_) {
        ::close(descriptor);
    }
    for (const int descriptor : ready_) {
        ::close(descriptor);
    }
    waiting_.clear();
    in_order_.clear();
    ready_.clear();
}

}  // namespace meldbrug::http
