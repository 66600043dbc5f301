/// \file
/// Work on many things that are loaded and kept by one thread: a store's change belongs to one, what
/// is done in between to as many as there are processors.
///
/// Errors:   the first one of `load` or `keep` ends it.
/// Threads:  `load` and `keep` run on the calling thread, in order; `work` on any.
#pragma once

#include "meldbrug/core/result.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace meldbrug::bridge {

/// Handed to a thread together: enough to be worth the handing over, few enough to weigh little.
inline constexpr std::size_t handed_over_at_once = 16;
/// Loaded ahead for each thread, so that none waits for the one that loads; all of it is in memory.
inline constexpr std::size_t tasks_ahead = 4;

template <class In, class Out>
class OrderedWork {
public:
    /// \param helpers  threads beside the calling one
    template <class Work>
    OrderedWork(Work work, std::size_t helpers) {
        for (std::size_t i = 0; i < helpers; ++i) {
            threads_.emplace_back([this, work] { help(work); });
        }
    }
    OrderedWork(const OrderedWork&) = delete;
    OrderedWork& operator=(const OrderedWork&) = delete;
    ~OrderedWork() {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        changed_.notify_all();
    }

    template <class Load, class Work, class Keep>
    core::Status run(std::size_t count, const Load& load, const Work& work, const Keep& keep) {
        const std::size_t most = tasks_ahead * (threads_.size() + 1);
        std::size_t loaded = 0;
        std::size_t kept = 0;
        while (kept < count) {
            if (loaded < count && tasks_.size() < most) {
                std::vector<In> in;
                const std::size_t end = std::min(count, loaded + handed_over_at_once);
                for (; loaded < end; ++loaded) {
                    core::Result<In> one = load(loaded);
                    if (!one) {
                        return one.error();
                    }
                    in.push_back(std::move(one).value());
                }
                hand_over(std::move(in));
                continue;
            }
            Task task = finished(work);
            for (std::size_t i = 0; i < task.in.size(); ++i, ++kept) {
                if (core::Status done = keep(kept, std::move(task.in[i]), std::move(task.out[i]));
                    !done) {
                    return done;
                }
            }
        }
        return core::Done{};
    }

private:
    struct Task {
        std::vector<In> in;
        std::vector<Out> out;
        bool taken = false;
        bool done = false;
    };

    void hand_over(std::vector<In> in) {
        {
            const std::lock_guard lock(mutex_);
            tasks_.emplace_back().in = std::move(in);
        }
        changed_.notify_all();
    }

    /// The oldest task once it is done; works on others until then.
    template <class Work>
    Task finished(const Work& work) {
        std::unique_lock lock(mutex_);
        while (!tasks_.front().done) {
            if (Task* task = untaken()) {
                do_task(*task, work, lock);
            } else {
                changed_.wait(lock);
            }
        }
        Task task = std::move(tasks_.front());
        tasks_.pop_front();
        return task;
    }

    template <class Work>
    void help(const Work& work) {
        std::unique_lock lock(mutex_);
        while (!ending_) {
            if (Task* task = untaken()) {
                do_task(*task, work, lock);
            } else {
                changed_.wait(lock);
            }
        }
    }

    Task* untaken() {
        const auto found = std::find_if(tasks_.begin(), tasks_.end(),
                                        [](const Task& task) { return !task.taken; });
        return found == tasks_.end() ? nullptr : &*found;
    }

    /// A task stays where it is in the deque until the calling thread has it done.
    template <class Work>
    void do_task(Task& task, const Work& work, std::unique_lock<std::mutex>& lock) {
        task.taken = true;
        lock.unlock();
        task.out.reserve(task.in.size());
        for (const In& in : task.in) {
            task.out.push_back(work(in));
        }
        lock.lock();
        task.done = true;
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Task> tasks_;
    bool ending_ = false;
    std::vector<std::jthread> threads_;  // last: they use all the rest
};

/// \param load  index → core::Result of what `work` takes
/// \param work  what was loaded → what `keep` gets; any thread, several at once
/// \param keep  (index, loaded, worked) → core::Status
template <class Load, class Work, class Keep>
core::Status load_work_keep(std::size_t count, const Load& load, const Work& work,
                            const Keep& keep) {
    using In = std::decay_t<decltype(load(std::size_t{}).value())>;
    using Out = std::decay_t<decltype(work(std::declval<const In&>()))>;
    // Starting a thread takes about as long as judging one pupil.
    const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
    const std::size_t helpers = std::min(processors - 1, count / handed_over_at_once);
    return OrderedWork<In, Out>(work, helpers).run(count, load, work, keep);
}

}  // namespace meldbrug::bridge
