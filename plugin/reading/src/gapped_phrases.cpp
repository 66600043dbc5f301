#include "gapped_phrases.hpp"

#include <algorithm>
#include <utility>

namespace meldbrug::reading {

void GappedPhrases::add(Phrase phrase) {
    const WordId first = phrase.head.front();
    if (by_word_.size() <= first) {
        by_word_.resize(first + 1U);
    }
    auto& phrases = by_word_[first];
    const auto same = std::find_if(phrases.begin(), phrases.end(), [&](const Phrase& known) {
        return known.head == phrase.head && known.tail == phrase.tail;
    });
    if (same != phrases.end()) {
        same->concepts |= phrase.concepts;
        return;
    }
    phrases.push_back(std::move(phrase));
    // The one that says most is tried first.
    std::stable_sort(phrases.begin(), phrases.end(), [](const Phrase& a, const Phrase& b) {
        return a.head.size() + a.tail.size() > b.head.size() + b.tail.size();
    });
}

}  // namespace meldbrug::reading
