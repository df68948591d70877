# LETAN_PYTHON: whichever Python has Debian's gRPC, protobuf and h2; empty: none has.
set(LETAN_PYTHON "")
foreach(candidate python3 /usr/bin/python3)
  if(NOT LETAN_PYTHON)
    execute_process(COMMAND ${candidate} -c "import grpc, google.protobuf, h2" RESULT_VARIABLE absent
                    OUTPUT_QUIET ERROR_QUIET)
    if(absent EQUAL 0)
      set(LETAN_PYTHON ${candidate})
    endif()
  endif()
endforeach()
