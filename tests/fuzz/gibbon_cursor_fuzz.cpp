// Any bytes as the gibbon adapter's cursor: what is understood of it stays the same when kept, and no note is lost or gone unasked.
#include "fuzz/require.hpp"

#include "adapters/gibbon/ledger.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace meldbrug;
using adapters::gibbon::Ledger;
using adapters::gibbon::Marks;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    Ledger ledger = Ledger::parse(bytes);
    const std::string text = ledger.text();
    require(Ledger::parse(text).text() == text);

    // A page that is read again and is empty: all that was known of it is gone, and nothing else.
    if (!ledger.pages.empty()) {
        const std::uint64_t page = ledger.pages.begin()->first;
        const std::size_t known = ledger.known();
        const std::size_t of_page = ledger.pages.at(page).known.count();
        ledger.take(page, 0, Marks{}, false);
        require(ledger.known() == known);
        require(ledger.pages.at(page).gone.count() == of_page);
        ledger.let_go();
        require(ledger.gone().empty());
        require(ledger.known() <= known - of_page);
    }
    return 0;
}
