"""What notebooks and the command line call: parameters, sessions, stages, the walk."""
