# Joins ES modules into one classic script: cmake -DOUTPUT=... -DMODULES="a.js;b.js" -P join_modules.cmake, each after those it imports.
#
# A content script cannot be a module, and modules that it loads would have to be open to every page, which tells any site that the
# extension is there. So each module becomes a function of its own, word for word; imports and exports become names passed on.
set(script "// Joined from the modules of plugin/extension/content and plugin/board; look there to read or change it.\n\"use strict\";\n")
# Runs once a page, also when it is brought in twice.
string(APPEND script "if (globalThis.meldbrugStarted !== true) {\nglobalThis.meldbrugStarted = true;\nconst modules = {};\n")
foreach(module IN LISTS MODULES)
  get_filename_component(name ${module} NAME)
  file(READ ${module} text)
  string(REGEX MATCHALL "\nexport (async function|function|const|class) [A-Za-z_]+" exports "\n${text}")
  list(TRANSFORM exports REPLACE "^.* " "")
  list(JOIN exports ", " exports)
  string(REGEX REPLACE "(^|\n)import ({[^}]*}) from \"[^\"]*/([a-z_]+\\.js)\"" "\\1const \\2 = modules[\"\\3\"]" text "${text}")
  string(REGEX REPLACE "(^|\n)export (async function|function|const|class) " "\\1\\2 " text "${text}")
  if(text MATCHES "(^|\n)(import|export) ")
    message(FATAL_ERROR "${module}: an import or export of a kind that cannot be joined")
  endif()
  string(APPEND script "modules[\"${name}\"] = (() => {\n${text}\nreturn { ${exports} };\n})();\n")
endforeach()
string(APPEND script "modules[\"main.js\"].run();\n}\n")
file(WRITE ${OUTPUT} "${script}")
