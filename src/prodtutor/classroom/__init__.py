"""The classroom: learners hand work in (`submit`), and a teacher has it judged (`grade`)."""
