#include "adapters/folder/csv_reader.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <sstream>

using namespace meldbrug::adapters::folder;

namespace {

struct Row {
    std::vector<std::string> fields;
    std::size_t line = 0;
    RowProblem problem = RowProblem::none;
    friend bool operator==(const Row&, const Row&) = default;
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
    out << row.line << "/" << static_cast<int>(row.problem);
    for (const std::string& field : row.fields) {
        out << " [" << field << "]";
    }
    return out;
}

std::vector<Row> rows_of(const std::string& text) {
    std::istringstream input(text);
    ByteWindow window(input);
    CsvReader reader(window);
    std::vector<Row> rows;
    while (const CsvRow* row = reader.next()) {
        Row copy{{}, row->line, row->problem};
        for (const CsvField& field : row->fields) {
            copy.fields.push_back(field.bytes());
        }
        if (row->problem != RowProblem::none) {
            copy.fields.clear();
        }
        rows.push_back(std::move(copy));
    }
    return rows;
}

}  // namespace

TEST_CASE("a CSV file is read as RFC 4180 says") {
    CHECK(rows_of("a;b\n1;2\n") == std::vector<Row>{{{"a", "b"}, 1}, {{"1", "2"}, 2}});
    CHECK(rows_of("a;b\r\n\"x;y\";\"z\"\"z\"\r\n") ==
          std::vector<Row>{{{"a", "b"}, 1}, {{"x;y", "z\"z"}, 2}});
    CHECK(
        rows_of("a;b\n\"line 1\nline 2\r\nline 3\";2\n3;4") ==
        std::vector<Row>{{{"a", "b"}, 1}, {{"line 1\nline 2\r\nline 3", "2"}, 2}, {{"3", "4"}, 5}});
    CHECK(rows_of("a;b\n\"\";\"\"\"\"\n") == std::vector<Row>{{{"a", "b"}, 1}, {{"", "\""}, 2}});
    CHECK(rows_of("a;b\n;\n") == std::vector<Row>{{{"a", "b"}, 1}, {{"", ""}, 2}});
}

TEST_CASE("the last row needs no line end, and may end in an empty field") {
    CHECK(rows_of("a;b\n1;2") == std::vector<Row>{{{"a", "b"}, 1}, {{"1", "2"}, 2}});
    CHECK(rows_of("a;b\n1;") == std::vector<Row>{{{"a", "b"}, 1}, {{"1", ""}, 2}});
    CHECK(rows_of("a;b\n1;\"2\"") == std::vector<Row>{{{"a", "b"}, 1}, {{"1", "2"}, 2}});
    CHECK(rows_of("").empty());
}

TEST_CASE("the delimiter is the one the header has most of, outside quotes") {
    CHECK(rows_of("a,b\n1,2\n").at(1).fields == std::vector<std::string>{"1", "2"});
    CHECK(rows_of("a\tb\n1\t2\n").at(1).fields == std::vector<std::string>{"1", "2"});
    CHECK(rows_of("\"a,b,c\";d\n1;2\n").at(1).fields == std::vector<std::string>{"1", "2"});
    CHECK(rows_of("sep=,\na,b;c\n").at(0).fields == std::vector<std::string>{"a", "b;c"});
    CHECK(rows_of("sep=,\na,b;c\n").at(0).line == 2);
}

TEST_CASE("a byte order mark is no part of the first name") {
    CHECK(rows_of("\xEF\xBB\xBFid;x\n").at(0).fields == std::vector<std::string>{"id", "x"});
}

TEST_CASE("a quote inside an unquoted field is a quote") {
    CHECK(rows_of("a;b\n5\" scherm;x\"\n") ==
          std::vector<Row>{{{"a", "b"}, 1}, {{"5\" scherm", "x\""}, 2}});
}

TEST_CASE("line ends of old Macs end rows") {
    CHECK(rows_of("a;b\r1;2\r3;4").size() == 3);
    CHECK(rows_of("a;b\r1;2\r3;4").at(2).fields == std::vector<std::string>{"3", "4"});
}

TEST_CASE("text after a closing quote costs one row and no more") {
    CHECK(rows_of("a;b\n\"x\"y;2\n3;4\n") == std::vector<Row>{{{"a", "b"}, 1},
                                                              {{}, 2, RowProblem::text_after_quote},
                                                              {{"3", "4"}, 3}});
}

TEST_CASE("a quote that is never closed costs one row and no more") {
    CHECK(rows_of("a;b\n1;\"x\n3;4\n5;6\n") == std::vector<Row>{{{"a", "b"}, 1},
                                                                {{}, 2, RowProblem::unclosed_quote},
                                                                {{"3", "4"}, 3},
                                                                {{"5", "6"}, 4}});
}

TEST_CASE("a stray opening quote before quoted rows costs one row and no more") {
    CHECK(rows_of("a;b\n1;\"x\n\"3\";4\n5;6\n") ==
          std::vector<Row>{{{"a", "b"}, 1},
                           {{}, 2, RowProblem::text_after_quote},
                           {{"3", "4"}, 3},
                           {{"5", "6"}, 4}});
}

TEST_CASE("a row that is too long is passed over, quoted line ends included") {
    const std::string big(50U * 1024 * 1024, 'x');
    const auto quoted = rows_of("a;b\n1;\"" + big + "\nstill;the same\n\"\"\n\"\n3;4\n");
    REQUIRE(quoted.size() == 3);
    CHECK(quoted[1] == Row{{}, 2, RowProblem::too_long});
    CHECK(quoted[2] == Row{{"3", "4"}, 6});
    const auto plain = rows_of("a;b\n1;" + big + "\n3;4\n");
    REQUIRE(plain.size() == 3);
    CHECK(plain[1] == Row{{}, 2, RowProblem::too_long});
    CHECK(plain[2] == Row{{"3", "4"}, 3});
}

TEST_CASE(
    "any table survives writing with quotes and reading, over the borders of what is read at "
    "once") {
    std::mt19937 random(7);
    const auto pick = [&random](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    const std::vector<std::string> pieces = {
        "\"", ";", ",", "\n", "\r\n", "\r", "a", "é", " ", "\"\"", "tekst met woorden"};
    std::vector<std::vector<std::string>> table = {{"eerste", "tweede", "derde"}};
    std::string text = "eerste;tweede;derde\n";
    // Over a megabyte, so that rows cross the pieces in which the file is read.
    while (text.size() < 1'200'000) {
        std::vector<std::string> row;
        for (int field = 0; field < 3; ++field) {
            std::string value;
            for (std::size_t i = pick(12); i > 0; --i) {
                value += pieces[pick(pieces.size())];
            }
            if (pick(200) == 0) {
                value += std::string(pick(300'000), 'z');
            }
            text += field == 0 ? "\"" : ";\"";
            for (const char byte : value) {
                text += byte == '"' ? "\"\"" : std::string(1, byte);
            }
            text += "\"";
            row.push_back(std::move(value));
        }
        table.push_back(std::move(row));
        text += pick(2) == 0 ? "\n" : "\r\n";
    }
    const auto rows = rows_of(text);
    REQUIRE(rows.size() == table.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(rows[i].problem == RowProblem::none);
        CHECK(rows[i].fields == table[i]);
    }
}
