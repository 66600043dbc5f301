/// \file
/// A hand that reaches into the file behind the store's back.
#pragma once

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <filesystem>

namespace meldbrug::tests {

inline void sql(const std::filesystem::path& file, const char* statements) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, statements, nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
}

}  // namespace meldbrug::tests
